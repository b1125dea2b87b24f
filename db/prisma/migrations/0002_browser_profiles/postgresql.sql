CREATE TABLE "browser_profiles" (
    "profile_id" TEXT NOT NULL PRIMARY KEY,
    "profile" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "proposed_at" TIMESTAMP(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMP(3)
);
CREATE INDEX "browser_profiles_state_idx" ON "browser_profiles" ("state");
