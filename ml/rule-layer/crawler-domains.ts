/**
 * Domains in which crawlers' addresses have their names, by the word that the crawler writes into its User-Agent, as the
 * operators publish for verification. A name counts only if it leads back to the address.
 */
export const CRAWLER_DOMAINS: Readonly<Record<string, readonly string[]>> = {
  Googlebot: ['googlebot.com', 'google.com'],
  'Google-InspectionTool': ['googlebot.com', 'google.com'],
  GoogleOther: ['googlebot.com', 'google.com'],
  'AdsBot-Google': ['google.com'],
  'Mediapartners-Google': ['googlebot.com', 'google.com'],
  bingbot: ['search.msn.com'],
  adidxbot: ['search.msn.com'],
  Applebot: ['applebot.apple.com'],
  YandexBot: ['yandex.ru', 'yandex.net', 'yandex.com'],
  YandexImages: ['yandex.ru', 'yandex.net', 'yandex.com'],
  Baiduspider: ['baidu.com', 'baidu.jp'],
  'Yahoo! Slurp': ['crawl.yahoo.net'],
  SeznamBot: ['seznam.cz'],
  'Mail.RU_Bot': ['mail.ru'],
  PetalBot: ['petalsearch.com'],
  AhrefsBot: ['ahrefs.com', 'ahrefs.net'],
  SemrushBot: ['semrush.com'],
  MojeekBot: ['mojeek.com'],
  Qwantify: ['qwant.com'],
  CCBot: ['crawl.commoncrawl.org'],
  Amazonbot: ['crawl.amazonbot.amazon'],
  Pinterestbot: ['pinterest.com'],
  archive_bot: ['archive.org'],
  Sogou: ['crawl.sogou.com'],
  Yeti: ['naver.com'],
}
