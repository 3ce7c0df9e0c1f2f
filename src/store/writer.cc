#include "store/writer.h"

#include <zstd.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/hash.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 30;

// The statements for one kind of row; statements and events have the same columns.
struct TableSql {
  const char* select;
  const char* insert;
  const char* update;
  const char* remove;
};
constexpr TableSql kStatementSql = {
    "SELECT id, revision, body FROM statements WHERE article = ? ORDER BY id",
    "INSERT INTO statements (revision, article, begin_at, day, type, body, id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)",
    "UPDATE statements SET revision = ?, article = ?, begin_at = ?, day = ?, type = ?, body = ? "
    "WHERE id = ?",
    "DELETE FROM statements WHERE id = ?"};
constexpr TableSql kEventSql = {
    "SELECT id, revision, body FROM events WHERE article = ? ORDER BY id",
    "INSERT INTO events (revision, article, begin_at, day, type, body, id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)",
    "UPDATE events SET revision = ?, article = ?, begin_at = ?, day = ?, type = ?, body = ? "
    "WHERE id = ?",
    "DELETE FROM events WHERE id = ?"};
constexpr TableSql kLedgerSql = {
    "SELECT id, revision, body FROM ledger WHERE family = ? ORDER BY id",
    "INSERT INTO ledger (revision, family, sort_key, measure, kind, first_day, last_day, body, id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "UPDATE ledger SET revision = ?, family = ?, sort_key = ?, measure = ?, kind = ?, "
    "first_day = ?, last_day = ?, body = ? WHERE id = ?",
    "DELETE FROM ledger WHERE id = ?"};
const TableSql& sql_of(RowKind kind) {
  return kind == RowKind::kStatement ? kStatementSql
         : kind == RowKind::kEvent   ? kEventSql
                                     : kLedgerSql;
}

std::string coder_json(const CoderInfo& coder) {
  JsonWriter w;
  w.begin_object();
  w.key("version").text_or_null(coder.version).key("ruleset").text_or_null(coder.ruleset);
  w.key("codebook").text_or_null(coder.codebook).key("models").begin_object();
  w.key("fast").text_or_null(coder.fast_model);
  w.key("accurate").text_or_null(coder.accurate_model).end_object();
  w.key("tier").text_or_null(coder.tier).end_object();
  return w.take();
}

std::string published_of(const Record& record) {
  return record.article.published ? record.article.published->value : std::string();
}

}  // namespace

std::string compress(const std::string& json) {
  std::string out(ZSTD_compressBound(json.size()), '\0');
  const std::size_t n = ZSTD_compress(out.data(), out.size(), json.data(), json.size(), 3);
  out.resize(ZSTD_isError(n) ? 0 : n);
  return out;
}

Result<std::string> decompress(const std::string& bytes) {
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > kMaxRecordBytes)
    return fail(ErrorCode::kStore, "a record cannot be unpacked");
  std::string out(static_cast<std::size_t>(size), '\0');
  const std::size_t n = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(n) || n != out.size())
    return fail(ErrorCode::kStore, "a record cannot be unpacked");
  return out;
}

Result<AddOutcome> TableWriter::add(const Record& record, const Derive& derive) {
  auto rows = rows_of(record);
  if (!rows) return tl::unexpected(rows.error());
  start();
  outcome_.article = rows->article;

  // Two texts with one address can only be made on purpose.
  Query& known = db_.query("SELECT text FROM articles WHERE id = ?").bind(rows->article);
  const bool exists = known.step();
  const bool same_text = exists && known.text(0) == record.article.text;
  known.reset();
  if (exists && !same_text)
    return fail(ErrorCode::kMalformed,
                "another text is already kept under the address " + rows->article);

  const auto place = put_source(record, rows->article);
  if (!place) return tl::unexpected(place.error());
  if (*place == Place::kBeside) return outcome_;
  const std::string json = record_to_json(record);
  Query& coded = db_.query("SELECT record_hash FROM articles WHERE id = ?").bind(rows->article);
  const bool same_record = coded.step() && coded.text(0) == hex128(json);
  coded.reset();
  if (same_record) return outcome_;

  outcome_.what = exists ? AddOutcome::What::kRevised : AddOutcome::What::kAdded;
  put_article(record, rows->article, json);
  sync(RowKind::kStatement, rows->article, rows->statements);
  sync(RowKind::kEvent, rows->article, rows->events);
  if (derive) {
    if (auto derived = derive(*this, record, *rows); !derived)
      return tl::unexpected(derived.error());
  }
  if (auto status = db_.status(); !status) return tl::unexpected(status.error());
  return outcome_;
}

Result<AddOutcome> TableWriter::refresh(const std::string& family, const Rebuild& rebuild) {
  start();
  if (auto built = rebuild(*this, family); !built) return tl::unexpected(built.error());
  db_.query("DELETE FROM stale WHERE family = ?").bind(family).run();
  if (auto status = db_.status(); !status) return tl::unexpected(status.error());
  return outcome_;
}

void TableWriter::start() {
  outcome_ = {};
  Query& last = db_.query("SELECT coalesce(max(seq), 0) FROM changes");
  if (last.step()) next_seq_ = last.integer(0) + 1;
  last.reset();
}

// The same text may stand at several addresses, with a record each. Its rows come from the one
// that is first by this order, so that they do not depend on which was added first: those with an
// address, by date (unknown dates last), by address.
Result<TableWriter::Place> TableWriter::put_source(const Record& record, const std::string& id) {
  const Article& a = record.article;
  const auto rank = [](const std::string& url, const std::string& published) {
    return std::tuple(url.empty(), published.empty(), published, url);
  };
  Query& present = db_.query("SELECT url, published FROM articles WHERE id = ?").bind(id);
  Place place = Place::kNew;
  if (present.step()) {
    const std::string url = present.text(0), published = present.text(1);
    place = url == a.url || rank(a.url, published_of(record)) < rank(url, published)
                ? Place::kReplaces
                : Place::kBeside;
  }
  present.reset();
  if (place == Place::kNew) return place;  // put_article comes first, for the foreign key
  db_.query(
         "INSERT INTO sources (article, url, site, published, title) VALUES (?, ?, ?, ?, ?) "
         "ON CONFLICT (article, url) DO UPDATE SET site = excluded.site, "
         "published = excluded.published, title = excluded.title")
      .bind(id)
      .bind(a.url)
      .bind(a.site)
      .bind(published_of(record))
      .bind(a.title)
      .run();
  if (auto status = db_.status(); !status) return tl::unexpected(status.error());
  return place;
}

void TableWriter::put_article(const Record& record, const std::string& id,
                              const std::string& json) {
  const Article& a = record.article;
  const std::string published = published_of(record);
  db_.query(
         "INSERT INTO articles (id, url, site, published, day, language, title, text, text_hash, "
         "record, record_hash, coder, added_at, coded_at) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
         "url = excluded.url, site = excluded.site, published = excluded.published, "
         "day = excluded.day, language = excluded.language, title = excluded.title, "
         "record = excluded.record, record_hash = excluded.record_hash, "
         "coder = excluded.coder, coded_at = excluded.coded_at")
      .bind(id)
      .bind(a.url)
      .bind(a.site)
      .bind(published)
      .bind(day_of(published))
      .bind(a.language)
      .bind(a.title)
      .bind(a.text)
      .bind(hex128(a.text))
      .bind_blob(compress(json))
      .bind(hex128(json))
      .bind(coder_json(record.coder))
      .bind(at_)
      .bind(at_)
      .run();
  db_.query(
         "INSERT INTO sources (article, url, site, published, title) VALUES (?, ?, ?, ?, ?) "
         "ON CONFLICT (article, url) DO NOTHING")
      .bind(id)
      .bind(a.url)
      .bind(a.site)
      .bind(published)
      .bind(a.title)
      .run();
  db_.query("DELETE FROM sentences WHERE article = ?").bind(id).run();
  const OffsetMap offsets(a.text);
  int number = 0;
  for (const Span s : record.sentences)
    db_.query("INSERT INTO sentences (article, number, begin_at, end_at) VALUES (?, ?, ?, ?)")
        .bind(id)
        .bind(number++)
        .bind(std::int64_t{offsets.code_points(s.begin)})
        .bind(std::int64_t{offsets.code_points(s.end)})
        .run();
}

void TableWriter::sync(RowKind kind, const std::string& article, const std::vector<NewRow>& rows) {
  const TableSql& sql = sql_of(kind);
  std::map<std::string, Old> olds;
  Query& select = db_.query(sql.select).bind(article);
  while (select.step()) olds[select.text(0)] = {select.text(0), select.integer(1), select.text(2)};
  for (const NewRow& row : rows) {
    const std::string body = to_json(row.body);
    const auto found = olds.find(row.id);
    const bool was_there = found != olds.end();
    if (was_there && found->second.body == body) {
      olds.erase(found);
      continue;
    }
    const std::int64_t revision = note_revision(kind, was_there ? &found->second : nullptr, row.id);
    db_.query(was_there ? sql.update : sql.insert)
        .bind(revision)
        .bind(article)
        .bind(std::int64_t{row.begin})
        .bind(row.day)
        .bind(row.type)
        .bind(body)
        .bind(row.id)
        .run();
    put_links(row);
    if (was_there) olds.erase(found);
  }
  for (const auto& [id, old] : olds) {
    withdraw(kind, old);
    db_.query(sql.remove).bind(id).run();
  }
}

void TableWriter::replace_ledger(const std::string& family, const std::vector<LedgerRow>& rows) {
  const TableSql& sql = kLedgerSql;
  std::map<std::string, Old> olds;
  Query& select = db_.query(sql.select).bind(family);
  while (select.step()) olds[select.text(0)] = {select.text(0), select.integer(1), select.text(2)};
  for (const LedgerRow& r : rows) {
    const std::string body = to_json(r.row.body);
    const auto found = olds.find(r.row.id);
    const bool was_there = found != olds.end();
    if (was_there && found->second.body == body) {
      olds.erase(found);
      continue;
    }
    const std::int64_t revision =
        note_revision(RowKind::kLedger, was_there ? &found->second : nullptr, r.row.id);
    db_.query(was_there ? sql.update : sql.insert)
        .bind(revision)
        .bind(family)
        .bind(r.sort_key)
        .bind(r.measure)
        .bind(r.kind)
        .bind(r.first_day)
        .bind(r.last_day)
        .bind(body)
        .bind(r.row.id)
        .run();
    put_links(r.row);
    if (was_there) olds.erase(found);
  }
  for (const auto& [id, old] : olds) {
    withdraw(RowKind::kLedger, old);
    db_.query(sql.remove).bind(id).run();
  }
}

std::int64_t TableWriter::note_revision(RowKind kind, const Old* old, const std::string& id) {
  if (old != nullptr) {
    ++outcome_.revised;
    note("revised", kind, id, old->revision + 1);
    return old->revision + 1;
  }
  // A row that comes back goes on from its tombstone.
  Query& before = db_.query("SELECT coalesce(max(revision), 0) FROM changes WHERE row_id = ?");
  const std::int64_t revision = before.bind(id).step() ? before.integer(0) + 1 : 1;
  before.reset();
  ++outcome_.added;
  note("added", kind, id, revision);
  return revision;
}

void TableWriter::withdraw(RowKind kind, const Old& old) {
  ++outcome_.withdrawn;
  note("withdrawn", kind, old.id, old.revision + 1);
  drop_links(old.id);
}

void TableWriter::note(const char* op, RowKind kind, const std::string& id, std::int64_t revision) {
  db_.query(
         "INSERT INTO changes (seq, at, op, kind, row_id, revision, into_row) "
         "VALUES (?, ?, ?, ?, ?, ?, '')")
      .bind(next_seq_++)
      .bind(at_)
      .bind(op)
      .bind(name_of(kind))
      .bind(id)
      .bind(revision)
      .run();
}

void TableWriter::put_links(const NewRow& row) {
  drop_links(row.id);
  for (const auto& [role, actor] : row.actors) {
    const std::string id = make_id('c', {actor.code, actor.country, actor.name});
    db_.query(
           "INSERT INTO actors (id, code, country, name, folded) VALUES (?, ?, ?, ?, ?) "
           "ON CONFLICT (id) DO NOTHING")
        .bind(id)
        .bind(actor.code)
        .bind(actor.country)
        .bind(actor.name)
        .bind(fold_name(actor.name))
        .run();
    db_.query(
           "INSERT INTO row_actors (row_id, role, actor) VALUES (?, ?, ?) "
           "ON CONFLICT (row_id, role, actor) DO NOTHING")
        .bind(row.id)
        .bind(role)
        .bind(id)
        .run();
  }
  int number = 0;
  for (const EvidenceRef& e : row.evidence)
    db_.query(
           "INSERT INTO evidence (row_id, number, article, begin_at, end_at, text_hash) "
           "VALUES (?, ?, ?, ?, ?, ?)")
        .bind(row.id)
        .bind(number++)
        .bind(e.article)
        .bind(std::int64_t{e.begin})
        .bind(std::int64_t{e.end})
        .bind(text_hash(e.article))
        .run();
}

void TableWriter::drop_links(const std::string& id) {
  db_.query("DELETE FROM row_actors WHERE row_id = ?").bind(id).run();
  db_.query("DELETE FROM evidence WHERE row_id = ?").bind(id).run();
}

std::string TableWriter::text_hash(const std::string& article) {
  Query& query = db_.query("SELECT text_hash FROM articles WHERE id = ?").bind(article);
  std::string hash = query.step() ? query.text(0) : std::string();
  query.reset();
  return hash;
}

// ---- flows -------------------------------------------------------------------------------------

std::vector<std::string> TableWriter::drop_flows(const std::string& article) {
  std::vector<std::string> families;
  Query& select = db_.query("SELECT DISTINCT family FROM flows WHERE article = ? ORDER BY family")
                      .bind(article);
  while (select.step()) families.push_back(select.text(0));
  db_.query("DELETE FROM flows WHERE article = ?").bind(article).run();
  return families;
}

void TableWriter::put_flow(const std::string& event, int number, const std::string& article,
                           const std::string& family, const Value& body) {
  db_.query("INSERT INTO flows (event, number, article, family, body) VALUES (?, ?, ?, ?, ?)")
      .bind(event)
      .bind(number)
      .bind(article)
      .bind(family)
      .bind(to_json(body))
      .run();
}

std::vector<Value> TableWriter::flows(const std::string& family) {
  std::vector<Value> flows;
  Query& select =
      db_.query("SELECT body FROM flows WHERE family = ? ORDER BY article, event, number")
          .bind(family);
  while (select.step()) {
    auto body = parse_json(select.text(0));
    if (body) {
      flows.push_back(std::move(*body));
    } else {
      db_.fail_with(Error{ErrorCode::kStore, "a flow cannot be read", db_.path(), family});
    }
  }
  select.reset();
  return flows;
}

std::int64_t TableWriter::flow_count(const std::string& family) {
  Query& query = db_.query("SELECT count(*) FROM flows WHERE family = ?").bind(family);
  const std::int64_t count = query.step() ? query.integer(0) : 0;
  query.reset();
  return count;
}

void TableWriter::mark_stale(const std::string& family) {
  db_.query("INSERT INTO stale (family) VALUES (?) ON CONFLICT (family) DO NOTHING")
      .bind(family)
      .run();
}

}  // namespace dragoman
