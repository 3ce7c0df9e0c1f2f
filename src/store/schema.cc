#include "store/schema.h"

#include <array>
#include <string>

namespace dragoman {
namespace {

// One script a version, never changed once released. Plain SQL that PostgreSQL reads as well,
// but for BLOB (BYTEA there). Spans are in Unicode code points, so that
// substr(text, begin_at + 1, end_at - begin_at) is the quote in either.
constexpr std::array<const char*, kSchemaVersion> kMigrations = {R"sql(
CREATE TABLE articles (
  id          TEXT NOT NULL PRIMARY KEY,  -- content address of text
  url         TEXT NOT NULL,              -- '' = unknown
  site        TEXT NOT NULL,
  published   TEXT NOT NULL,
  day         TEXT NOT NULL,              -- the date of published
  language    TEXT NOT NULL,
  title       TEXT NOT NULL,
  text        TEXT NOT NULL,
  text_hash   TEXT NOT NULL,              -- XXH3-128 of text
  record      BLOB NOT NULL,              -- the whole record: JSON, zstd
  record_hash TEXT NOT NULL,              -- XXH3-128 of the JSON
  coder       TEXT NOT NULL,              -- the record's "coder": JSON
  added_at    TEXT NOT NULL,
  coded_at    TEXT NOT NULL
);
CREATE INDEX articles_day ON articles (day, id);
-- Where a text was published: the same text may stand at several addresses.
CREATE TABLE sources (
  article     TEXT NOT NULL REFERENCES articles (id),
  url         TEXT NOT NULL,
  site        TEXT NOT NULL,
  published   TEXT NOT NULL,
  title       TEXT NOT NULL,
  PRIMARY KEY (article, url)
);
CREATE TABLE sentences (
  article     TEXT NOT NULL REFERENCES articles (id),
  number      INTEGER NOT NULL,
  begin_at    INTEGER NOT NULL,
  end_at      INTEGER NOT NULL,
  PRIMARY KEY (article, number)
);
CREATE TABLE actors (
  id          TEXT NOT NULL PRIMARY KEY,
  code        TEXT NOT NULL,              -- CAMEO; '' = unknown
  country     TEXT NOT NULL,
  name        TEXT NOT NULL,
  folded      TEXT NOT NULL               -- name in lower case, words between blanks
);
CREATE INDEX actors_code ON actors (code);
CREATE TABLE statements (
  id          TEXT NOT NULL PRIMARY KEY,
  revision    INTEGER NOT NULL,
  article     TEXT NOT NULL REFERENCES articles (id),
  begin_at    INTEGER NOT NULL,
  day         TEXT NOT NULL,              -- when it was said, else published
  type        TEXT NOT NULL,              -- the act
  body        TEXT NOT NULL               -- the row without id and revision: JSON
);
CREATE INDEX statements_article ON statements (article);
CREATE INDEX statements_day ON statements (day, article, begin_at, id);
CREATE TABLE events (
  id          TEXT NOT NULL PRIMARY KEY,
  revision    INTEGER NOT NULL,
  article     TEXT NOT NULL REFERENCES articles (id),
  begin_at    INTEGER NOT NULL,
  day         TEXT NOT NULL,              -- when it happened, else published
  type        TEXT NOT NULL,
  body        TEXT NOT NULL
);
CREATE INDEX events_article ON events (article);
CREATE INDEX events_day ON events (day, article, begin_at, id);
-- What one event of one report says about a flow of support; ledger rows join them.
CREATE TABLE flows (
  event       TEXT NOT NULL,
  number      INTEGER NOT NULL,
  article     TEXT NOT NULL REFERENCES articles (id),
  family      TEXT NOT NULL,              -- supporter and recipient
  body        TEXT NOT NULL,
  PRIMARY KEY (event, number)
);
CREATE INDEX flows_article ON flows (article);
CREATE INDEX flows_family ON flows (family);
-- Families with flows that their ledger rows do not tell of yet.
CREATE TABLE stale (
  family      TEXT NOT NULL PRIMARY KEY
);
CREATE TABLE ledger (
  id          TEXT NOT NULL PRIMARY KEY,
  revision    INTEGER NOT NULL,
  family      TEXT NOT NULL,
  sort_key    TEXT NOT NULL,
  measure     TEXT NOT NULL,
  kind        TEXT NOT NULL,
  first_day   TEXT NOT NULL,              -- of the reports
  last_day    TEXT NOT NULL,
  body        TEXT NOT NULL
);
CREATE INDEX ledger_family ON ledger (family);
CREATE INDEX ledger_order ON ledger (sort_key, id);
-- Who takes part in a row: speaker, addressee, source, target, supporter, recipient.
CREATE TABLE row_actors (
  row_id      TEXT NOT NULL,
  role        TEXT NOT NULL,
  actor       TEXT NOT NULL REFERENCES actors (id),
  PRIMARY KEY (row_id, role, actor)
);
CREATE INDEX row_actors_actor ON row_actors (actor);
-- Where a row is said.
CREATE TABLE evidence (
  row_id      TEXT NOT NULL,
  number      INTEGER NOT NULL,
  article     TEXT NOT NULL REFERENCES articles (id),
  begin_at    INTEGER NOT NULL,
  end_at      INTEGER NOT NULL,
  text_hash   TEXT NOT NULL,              -- of the article when the row was made
  PRIMARY KEY (row_id, number)
);
CREATE INDEX evidence_article ON evidence (article);
-- Everything that ever happened to a row; never deleted.
CREATE TABLE changes (
  seq         INTEGER NOT NULL PRIMARY KEY,
  at          TEXT NOT NULL,
  op          TEXT NOT NULL,              -- added revised withdrawn merged
  kind        TEXT NOT NULL,              -- statement event ledger
  row_id      TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  into_row    TEXT NOT NULL               -- of merged; else ''
);
CREATE INDEX changes_row ON changes (row_id);
)sql"};

Result<int> pragma(Database& database, const char* sql) {
  Query& query = database.query(sql);
  const int value = query.step() ? static_cast<int>(query.integer(0)) : 0;
  query.reset();
  if (auto status = database.status(); !status) return tl::unexpected(status.error());
  return value;
}

}  // namespace

Result<void> set_pragmas(Database& database, bool writes) {
  // No memory map: it turns an I/O error into a signal, and makes the WAL-reset bug of SQLite
  // before 3.51.3 worse. FULL: what `add` has acknowledged survives a power loss.
  database.run("PRAGMA mmap_size=0; PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON;");
  if (writes) database.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
  return database.status();
}

Result<bool> is_empty(Database& database) {
  const auto application = pragma(database, "PRAGMA application_id");
  if (!application) return tl::unexpected(application.error());
  const auto tables = pragma(database, "SELECT count(*) FROM sqlite_master");
  if (!tables) return tl::unexpected(tables.error());
  return *application == 0 && *tables == 0;
}

Result<void> check_schema(Database& database) {
  const auto application = pragma(database, "PRAGMA application_id");
  if (!application) return tl::unexpected(application.error());
  const auto version = pragma(database, "PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  if (*application != kApplicationId)
    return fail(ErrorCode::kStore, "not a Dragoman store (a database of another program)",
                database.path());
  if (*version < 1 || *version > kSchemaVersion)
    return fail(ErrorCode::kStore,
                "a store of version " + std::to_string(*version) + "; this program reads up to " +
                    std::to_string(kSchemaVersion) + ": use a newer Dragoman",
                database.path());
  return {};
}

Result<void> migrate(Database& database) {
  const auto fresh = is_empty(database);
  if (!fresh) return tl::unexpected(fresh.error());
  if (!*fresh) {
    if (auto checked = check_schema(database); !checked) return checked;
  }
  const auto version = pragma(database, "PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  for (int next = *fresh ? 1 : *version + 1; next <= kSchemaVersion; ++next) {
    Transaction transaction(database);
    database.run(kMigrations[static_cast<std::size_t>(next - 1)]);
    database.run(("PRAGMA application_id=" + std::to_string(kApplicationId) +
                  "; PRAGMA user_version=" + std::to_string(next))
                     .c_str());
    if (auto done = transaction.commit(); !done) return done;
  }
  return {};
}

}  // namespace dragoman
