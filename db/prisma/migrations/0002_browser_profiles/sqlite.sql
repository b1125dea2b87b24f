CREATE TABLE "browser_profiles" (
    "profile_id" TEXT NOT NULL PRIMARY KEY,
    "profile" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "proposed_at" DATETIME NOT NULL,
    "decided_by" TEXT,
    "decided_at" DATETIME
);
CREATE INDEX "browser_profiles_state_idx" ON "browser_profiles" ("state");
