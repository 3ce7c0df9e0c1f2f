#include "store/store.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "store/schema.h"
#include "store/sqlite.h"
#include "store/verify.h"
#include "store/write_lock.h"
#include "store/writer.h"

namespace dragoman {

struct Store::Parts {
  Env* env = nullptr;
  std::optional<WriteLock> lock;  // released after the database is closed
  std::unique_ptr<Database> database;

  // Runs `work` in a transaction that is committed where it succeeds.
  Result<AddOutcome> write(const std::function<Result<AddOutcome>(TableWriter&)>& work) {
    if (!lock)
      return fail(ErrorCode::kStore, "the store is open for reading only", database->path());
    Result<AddOutcome> outcome = [&]() -> Result<AddOutcome> {
      Transaction transaction(*database);
      TableWriter writer(*database, utc_timestamp(env->now()));
      auto done = work(writer);
      if (!done) return done;
      if (auto kept = transaction.commit(); !kept) return tl::unexpected(kept.error());
      return done;
    }();
    // Rolled back: the next report starts afresh.
    database->clear_error();
    return outcome;
  }
};

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(Env& env, const std::string& path, Mode mode) {
  if (path.empty()) return fail(ErrorCode::kStore, "the store has no path");
  auto parts = std::make_unique<Parts>();
  parts->env = &env;
  const FileInfo info = env.stat(path);
  if (info.is_folder) return fail(ErrorCode::kStore, "is a folder", path);
  if (mode == Mode::kRead && !info.exists)
    return fail(ErrorCode::kStore, "no such store; `dragoman add` makes one", path);
  if (mode == Mode::kWrite) {
    auto lock = WriteLock::take(path);
    if (!lock) return tl::unexpected(lock.error());
    parts->lock = std::move(*lock);
  }
  const auto prepare = [&](Database::Mode how) -> Result<void> {
    auto opened = Database::open(path, how);
    if (!opened) return tl::unexpected(opened.error());
    parts->database = std::move(*opened);
    Database& database = *parts->database;
    // Before anything is written to a file, it must be known to be ours.
    const auto empty = how == Database::Mode::kWrite ? is_empty(database) : Result<bool>(false);
    if (!empty) return tl::unexpected(empty.error());
    if (!*empty) {
      if (auto ours = check_schema(database); !ours) return ours;
    }
    if (auto set = set_pragmas(database, how == Database::Mode::kWrite); !set) return set;
    return how == Database::Mode::kWrite ? migrate(database) : Result<void>();
  };
  if (mode == Mode::kWrite) {
    if (auto ready = prepare(Database::Mode::kWrite); !ready) return tl::unexpected(ready.error());
    return Store(std::move(parts));
  }
  if (auto ready = prepare(Database::Mode::kRead); !ready) {
    // A store on a read-only medium: no log beside it can be opened, and none is needed.
    const bool log = env.stat(path + "-wal").exists;
    if (log || !prepare(Database::Mode::kReadImmutable)) return tl::unexpected(ready.error());
  }
  return Store(std::move(parts));
}

Result<AddOutcome> Store::add(const Record& record, const Derive& derive) {
  if (record.error) return tl::unexpected(*record.error);
  return parts_->write([&](TableWriter& writer) { return writer.add(record, derive); });
}

Result<AddOutcome> Store::refresh(const Rebuild& rebuild) {
  Database& database = *parts_->database;
  std::vector<std::string> families;
  Query& stale = database.query("SELECT family FROM stale ORDER BY family");
  while (stale.step()) families.push_back(stale.text(0));
  const auto status = database.status();
  database.clear_error();
  if (!status) return tl::unexpected(status.error());
  AddOutcome sum;
  for (const std::string& family : families) {
    const auto done =
        parts_->write([&](TableWriter& writer) { return writer.refresh(family, rebuild); });
    if (!done) return done;
    sum.added += done->added;
    sum.revised += done->revised;
    sum.withdrawn += done->withdrawn;
  }
  return sum;
}

std::int64_t Store::stale_count() {
  Query& query = parts_->database->query("SELECT count(*) FROM stale");
  const std::int64_t count = query.step() ? query.integer(0) : 0;
  query.reset();
  parts_->database->clear_error();
  return count;
}

// ---- reading -----------------------------------------------------------------------------------

namespace {

// A WHERE clause that grows; parameters in the order of their question marks.
class Where {
 public:
  void add(const std::string& condition, std::vector<std::string> parameters) {
    text_ += text_.empty() ? " WHERE " : " AND ";
    text_ += condition;
    for (std::string& p : parameters) parameters_.push_back(std::move(p));
  }
  const std::string& text() const { return text_; }
  void bind(Query& query) const {
    for (const std::string& p : parameters_) query.bind(p);
  }

 private:
  std::string text_;
  std::vector<std::string> parameters_;
};

bool is_code(const std::string& name) {
  return name.size() >= 2 && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

// Rows in which such an actor takes part. A name that is a country's stands for its code too, so
// that "Russia" finds the Russian president.
void add_actor(Database& db, Where& where, const std::string& name,
               const std::vector<std::string>& roles) {
  if (name.empty()) return;
  std::vector<std::string> parameters;
  std::string who;
  const auto either = [&](const char* condition, std::vector<std::string> more) {
    who += who.empty() ? "" : " OR ";
    who += condition;
    for (std::string& p : more) parameters.push_back(std::move(p));
  };
  // Unlike LIKE, substr is the same everywhere and knows no wildcards.
  const auto code = [&](const std::string& prefix) {
    either("substr(code, 1, length(?)) = ? OR country = ?", {prefix, prefix, prefix});
  };
  if (is_code(name)) code(name);
  const std::string folded = fold_name(name);
  if (!folded.empty()) {
    either("instr(' ' || folded || ' ', ?) > 0", {" " + folded + " "});
    Query& countries = db.query(
        "SELECT DISTINCT code FROM actors WHERE folded = ? AND length(code) = 3 ORDER BY code");
    countries.bind(folded);
    while (countries.step()) code(countries.text(0));
  }
  if (who.empty()) who = "0 = 1";
  std::string in_role;
  for (const std::string& role : roles) {
    in_role += in_role.empty() ? " AND role IN (?" : ", ?";
    parameters.push_back(role);
  }
  if (!in_role.empty()) in_role += ")";
  where.add("id IN (SELECT row_id FROM row_actors WHERE actor IN (SELECT id FROM actors WHERE " +
                who + ")" + in_role + ")",
            std::move(parameters));
}

}  // namespace

Result<void> Store::rows(RowKind kind, const RowFilter& filter, const RowSink& sink) {
  Database& db = *parts_->database;
  const bool ledger = kind == RowKind::kLedger;
  Where where;
  add_actor(db, where, filter.actor, {});
  if (ledger) {
    add_actor(db, where, filter.supporter, {"supporter"});
    add_actor(db, where, filter.recipient, {"recipient"});
    if (!filter.measure.empty()) where.add("measure = ?", {filter.measure});
    if (!filter.kind.empty()) where.add("kind = ?", {filter.kind});
    if (!filter.since.empty()) where.add("last_day >= ?", {filter.since});
    if (!filter.until.empty()) where.add("first_day <= ? AND first_day <> ''", {filter.until});
    if (!filter.article.empty())
      where.add("id IN (SELECT row_id FROM evidence WHERE article = ?)", {filter.article});
  } else {
    if (!filter.type.empty()) where.add("type = ?", {filter.type});
    if (!filter.article.empty()) where.add("article = ?", {filter.article});
    if (!filter.since.empty()) where.add("day >= ?", {filter.since});
    if (!filter.until.empty()) where.add("day <= ? AND day <> ''", {filter.until});
  }
  const std::string table = ledger                        ? "ledger"
                            : kind == RowKind::kStatement ? "statements"
                                                          : "events";
  Query query = db.prepare("SELECT id, revision, body FROM " + table + where.text() + " ORDER BY " +
                           (ledger ? "sort_key, id" : "day, article, begin_at, id") +
                           (filter.limit > 0 ? " LIMIT ?" : ""));
  where.bind(query);
  if (filter.limit > 0) query.bind(filter.limit);
  while (query.step())
    if (!sink(Row{kind, query.text(0), query.integer(1), query.text(2)})) break;
  auto status = db.status();
  db.clear_error();
  return status;
}

Result<Row> Store::row(const std::string& id) {
  Database& db = *parts_->database;
  Row row;
  bool found = false;
  const auto look = [&](RowKind kind, const char* sql) {
    if (found) return;
    Query& query = db.query(sql).bind(id);
    if (query.step()) {
      row = {kind, id, query.integer(0), query.text(1)};
      found = true;
    }
    query.reset();
  };
  look(RowKind::kStatement, "SELECT revision, body FROM statements WHERE id = ?");
  look(RowKind::kEvent, "SELECT revision, body FROM events WHERE id = ?");
  look(RowKind::kLedger, "SELECT revision, body FROM ledger WHERE id = ?");
  const auto status = db.status();
  db.clear_error();
  if (!status) return tl::unexpected(status.error());
  if (!found) return fail(ErrorCode::kNotFound, "no row " + id, db.path());
  return row;
}

Result<void> Store::changes(const ChangeFilter& filter,
                            const std::function<bool(const Change&)>& sink) {
  Database& db = *parts_->database;
  Query query =
      db.prepare(std::string("SELECT seq, at, op, kind, row_id, into_row, revision FROM changes "
                             "WHERE seq > ? AND at >= ? ORDER BY seq") +
                 (filter.limit > 0 ? " LIMIT ?" : ""));
  query.bind(filter.after).bind(filter.since);
  if (filter.limit > 0) query.bind(filter.limit);
  while (query.step())
    if (!sink(Change{query.integer(0), query.text(1), query.text(2), query.text(3), query.text(4),
                     query.text(5), query.integer(6)}))
      break;
  auto status = db.status();
  db.clear_error();
  return status;
}

Result<StoredArticle> Store::article(const std::string& id) {
  Database& db = *parts_->database;
  Query& query =
      db.query("SELECT id, url, site, published, language, title, text FROM articles WHERE id = ?");
  StoredArticle article;
  const bool found = query.bind(id).step();
  if (found)
    article = {query.text(0), query.text(1), query.text(2), query.text(3),
               query.text(4), query.text(5), query.text(6)};
  query.reset();
  const auto status = db.status();
  db.clear_error();
  if (!status) return tl::unexpected(status.error());
  if (!found) return fail(ErrorCode::kNotFound, "no article " + id, db.path());
  return article;
}

Result<std::string> Store::record_json(const std::string& article) {
  Database& db = *parts_->database;
  Query& query = db.query("SELECT record FROM articles WHERE id = ?").bind(article);
  const bool found = query.step();
  const std::string packed = found ? query.text(0) : std::string();
  query.reset();
  const auto status = db.status();
  db.clear_error();
  if (!status) return tl::unexpected(status.error());
  if (!found) return fail(ErrorCode::kNotFound, "no article " + article, db.path());
  return decompress(packed);
}

Result<std::string> Store::sentences(const std::string& article, std::uint32_t begin,
                                     std::uint32_t end) {
  Database& db = *parts_->database;
  Query& query = db.query(
      "SELECT substr(a.text, min(s.begin_at) + 1, max(s.end_at) - min(s.begin_at)) "
      "FROM articles a JOIN sentences s ON s.article = a.id "
      "WHERE a.id = ? AND s.begin_at < ? AND s.end_at > ?");
  query.bind(article).bind(std::int64_t{end}).bind(std::int64_t{begin});
  std::string text = query.step() ? query.text(0) : std::string();
  query.reset();
  const auto status = db.status();
  db.clear_error();
  if (!status) return tl::unexpected(status.error());
  return text;
}

std::int64_t Store::article_count() {
  Query& query = parts_->database->query("SELECT count(*) FROM articles");
  const std::int64_t count = query.step() ? query.integer(0) : 0;
  query.reset();
  parts_->database->clear_error();
  return count;
}

Result<Verification> Store::verify() {
  auto result = verify_store(*parts_->database);
  parts_->database->clear_error();
  return result;
}

std::string row_to_json(const Row& row) {
  JsonWriter w;
  w.begin_object().key("id").value(row.id).key("revision").value(row.revision);
  std::string out = w.take();
  if (row.body.size() > 2) {
    out += ',';
    out.append(row.body, 1);
  } else {
    out += '}';
  }
  return out;
}

std::string change_to_json(const Change& change) {
  JsonWriter w;
  w.begin_object().key("seq").value(change.seq).key("at").value(change.at);
  w.key("op").value(change.op).key("row").value(change.kind).key("id").value(change.row);
  w.key("revision").value(change.revision);
  if (!change.into.empty()) w.key("into").value(change.into);
  w.end_object();
  return w.take();
}

Result<Value> row_value(const Row& row) { return parse_json(row_to_json(row)); }

}  // namespace dragoman
