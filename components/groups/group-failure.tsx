import Link from 'next/link'
import { PageHead } from '#components/frame/page-head.tsx'
import { Failure, type FailureFacts } from '#components/states/failure.tsx'

interface GroupFailureProps {
  title: string
  question: string
  back: { href: string; word: string }
  failure: FailureFacts
  onRetry: () => unknown
}

/** A group's page that has nothing to show: its title, why, and the way back to the list. */
export function GroupFailure({ title, question, back, failure, onRetry }: GroupFailureProps) {
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <PageHead title={title} question={question}>
        <Link href={back.href} className="text-accent hover:underline">
          {back.word}
        </Link>
      </PageHead>
      <Failure what={`this ${title.toLowerCase()}`} failure={failure} onRetry={onRetry} />
    </div>
  )
}
