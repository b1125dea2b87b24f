CREATE TABLE "users" (
    "user_id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "disabled_at" TIMESTAMP(3)
);
CREATE UNIQUE INDEX "users_name_key" ON "users" ("name");

CREATE TABLE "login_sessions" (
    "session_hash" TEXT NOT NULL PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "last_seen_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "client_address" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,
    CONSTRAINT "login_sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("user_id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "login_sessions_user_id_idx" ON "login_sessions" ("user_id");
CREATE INDEX "login_sessions_expires_at_idx" ON "login_sessions" ("expires_at");

CREATE TABLE "setup_tokens" (
    "token_hash" TEXT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "used_at" TIMESTAMP(3)
);

CREATE TABLE "api_tokens" (
    "token_id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3),
    "last_used_at" TIMESTAMP(3),
    "revoked_at" TIMESTAMP(3)
);

CREATE TABLE "verdicts" (
    "verdict_id" TEXT NOT NULL PRIMARY KEY,
    "session_id" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "bot_class" TEXT,
    "note" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "decided_at" TIMESTAMP(3) NOT NULL,
    "withdrawn_by" TEXT,
    "withdrawn_at" TIMESTAMP(3)
);
CREATE INDEX "verdicts_session_id_decided_at_idx" ON "verdicts" ("session_id", "decided_at");
CREATE INDEX "verdicts_decided_at_idx" ON "verdicts" ("decided_at");

CREATE TABLE "audit_entries" (
    "sequence" INTEGER NOT NULL PRIMARY KEY,
    "at" TIMESTAMP(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "token_id" TEXT,
    "client_address" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "before_hash" TEXT,
    "after_hash" TEXT,
    "request_id" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "entry_hash" TEXT NOT NULL
);
CREATE UNIQUE INDEX "audit_entries_entry_hash_key" ON "audit_entries" ("entry_hash");
CREATE INDEX "audit_entries_at_idx" ON "audit_entries" ("at");
CREATE INDEX "audit_entries_object_idx" ON "audit_entries" ("object");

CREATE FUNCTION "audit_entries_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed';
END;
$$;
CREATE TRIGGER "audit_entries_no_change" BEFORE UPDATE OR DELETE ON "audit_entries"
    FOR EACH ROW EXECUTE FUNCTION "audit_entries_refuse"();
CREATE TRIGGER "audit_entries_no_truncate" BEFORE TRUNCATE ON "audit_entries"
    FOR EACH STATEMENT EXECUTE FUNCTION "audit_entries_refuse"();

CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "sequence" INTEGER NOT NULL,
    "entry_hash" TEXT NOT NULL,
    "turn" TEXT NOT NULL
);
INSERT INTO "audit_head" ("id", "sequence", "entry_hash", "turn") VALUES (1, 0, '', '');
