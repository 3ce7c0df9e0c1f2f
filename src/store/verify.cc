#include "store/verify.h"

#include <set>

#include "base/hash.h"
#include "base/utf8.h"
#include "store/writer.h"

namespace dragoman {
namespace {

class Verifier {
 public:
  explicit Verifier(Database& database) : db_(database) {}

  Result<Verification> run() {
    if (!db_.run("BEGIN")) return tl::unexpected(db_.status().error());
    sqlite_checks();
    Query stale = db_.prepare("SELECT count(*) FROM stale");
    if (stale.step()) v_.stale = stale.integer(0);
    stale.reset();
    articles();
    statements_ = rows("SELECT id, revision, body FROM statements ORDER BY id");
    events_ = rows("SELECT id, revision, body FROM events ORDER BY id");
    ledger_ = rows("SELECT id, revision, body FROM ledger ORDER BY id");
    links();
    const auto status = db_.status();
    db_.clear_error();
    if (db_.in_transaction()) db_.run("ROLLBACK");
    if (!status) return tl::unexpected(status.error());
    v_.statements = statements_;
    v_.events = events_;
    v_.ledger = ledger_;
    return v_;
  }

 private:
  void fault(const std::string& where, const std::string& what) {
    ++v_.fault_count;
    if (v_.faults.size() < Verification::kMaxFaults) v_.faults.push_back(where + ": " + what);
  }

  void sqlite_checks() {
    Query integrity = db_.prepare("PRAGMA integrity_check(100)");
    while (integrity.step())
      if (integrity.text(0) != "ok") fault("file", integrity.text(0));
    Query keys = db_.prepare("PRAGMA foreign_key_check");
    while (keys.step()) fault(keys.text(0), "a row names a missing row of " + keys.text(2));
  }

  void articles() {
    Query query =
        db_.prepare("SELECT id, text, text_hash, record, record_hash FROM articles ORDER BY id");
    while (query.step()) {
      ++v_.articles;
      const std::string id = query.text(0), text = query.text(1);
      if (hex128(text) != query.text(2)) fault(id, "the text does not agree with its hash");
      if (address_of(text) != id) fault(id, "the text does not agree with its address");
      const auto json = decompress(query.text(3));
      if (!json || hex128(*json) != query.text(4)) {
        fault(id, "the record does not agree with its hash");
      } else {
        const auto record = parse_json(*json);
        if (!record || (*record)["article"]["text"].text() != to_valid_utf8(text))
          fault(id, "the record tells of another text");
      }
      sentences(id, count_code_points(text));
      evidence(id, text, query.text(2));
    }
  }

  void sentences(const std::string& article, std::size_t points) {
    Query& query =
        db_.query("SELECT begin_at, end_at FROM sentences WHERE article = ? ORDER BY number");
    query.bind(article);
    std::int64_t last = 0;
    while (query.step()) {
      const std::int64_t begin = query.integer(0), end = query.integer(1);
      if (begin < last || end < begin || end > static_cast<std::int64_t>(points)) {
        fault(article, "a sentence lies outside of the text");
        query.reset();
        return;
      }
      last = end;
    }
  }

  // Every span of this article against its text, and against the row that quotes it.
  void evidence(const std::string& article, const std::string& text, const std::string& hash) {
    const OffsetMap offsets(text);
    Query query = db_.prepare(
        "SELECT e.row_id, e.number, e.begin_at, e.end_at, e.text_hash, "
        "coalesce(s.body, v.body, l.body) FROM evidence e "
        "LEFT JOIN statements s ON s.id = e.row_id LEFT JOIN events v ON v.id = e.row_id "
        "LEFT JOIN ledger l ON l.id = e.row_id WHERE e.article = ? ORDER BY e.row_id, e.number");
    query.bind(article);
    while (query.step()) {
      ++v_.evidence;
      const std::string row = query.text(0);
      const std::int64_t begin = query.integer(2), end = query.integer(3);
      if (query.text(4) != hash) fault(row, "the text of " + article + " has changed since");
      if (begin < 0 || end <= begin || end > std::int64_t{offsets.size()}) {
        fault(row, "its evidence lies outside of the text of " + article);
        continue;
      }
      const auto body = parse_json(query.text(5));
      if (!body) continue;  // said by rows()
      const std::vector<Value>& proofs = (*body)["evidence"].items();
      const auto number = static_cast<std::size_t>(query.integer(1));
      if (number >= proofs.size()) {
        fault(row, "it does not print all its evidence");
        continue;
      }
      const Value& proof = proofs[number];
      const std::vector<Value>& span = proof["span"].items();
      const std::uint32_t from = offsets.bytes(static_cast<std::uint32_t>(begin));
      const std::uint32_t to = offsets.bytes(static_cast<std::uint32_t>(end));
      if (proof["article"].text() != article || span.size() != 2 || span[0].integer() != begin ||
          span[1].integer() != end) {
        fault(row, "its printed evidence is not the kept one");
      } else if (proof["quote"].text() != text.substr(from, to - from)) {
        fault(row, "its quote is not what " + article + " says there");
      }
    }
  }

  std::int64_t rows(const char* sql) {
    Query query = db_.prepare(sql);
    std::int64_t count = 0;
    while (query.step()) {
      ++count;
      const std::string id = query.text(0);
      const auto body = parse_json(query.text(2));
      if (!body || !body->is_object()) {
        fault(id, "the row cannot be read");
        continue;
      }
      Query& proofs = db_.query("SELECT count(*) FROM evidence WHERE row_id = ?").bind(id);
      const std::int64_t kept = proofs.step() ? proofs.integer(0) : 0;
      proofs.reset();
      if (kept == 0) fault(id, "the row has no evidence");
      if (kept != static_cast<std::int64_t>((*body)["evidence"].items().size()))
        fault(id, "its printed evidence is not the kept one");
      Query& last =
          db_.query("SELECT op, revision FROM changes WHERE row_id = ? ORDER BY seq DESC LIMIT 1");
      last.bind(id);
      if (!last.step() || last.text(0) == "withdrawn" || last.integer(1) != query.integer(1))
        fault(id, "its revision is not that of its last change");
      last.reset();
      if (!is_stale(*body, id)) references(id, *body);
    }
    return count;
  }

  // Rows that are about to be rebuilt may name what their reports no longer say.
  bool is_stale(const Value& body, const std::string& id) {
    if (v_.stale == 0 || body["supporter"].is_null()) return false;
    Query& query =
        db_.query("SELECT 1 FROM ledger l JOIN stale s ON s.family = l.family WHERE l.id = ?");
    const bool stale = query.bind(id).step();
    query.reset();
    return stale;
  }

  // Every id that a row prints.
  void references(const std::string& id, const Value& body) {
    const auto check = [&](const char* sql, const Value& ref) {
      if (ref.is_null()) return;
      Query& query = db_.query(sql).bind(ref.text());
      if (!query.step()) fault(id, "it names " + ref.text() + ", which is not there");
      query.reset();
    };
    constexpr const char* kStatement = "SELECT 1 FROM statements WHERE id = ?";
    constexpr const char* kEvent = "SELECT 1 FROM events WHERE id = ?";
    constexpr const char* kLedger = "SELECT 1 FROM ledger WHERE id = ?";
    check(kStatement, body["claimed_by"]);
    for (const Value& ref : body["claims"].items()) check(kStatement, ref);
    for (const char* side : {"claimants", "deniers"})
      for (const Value& claim : body[side].items()) check(kStatement, claim["statement"]);
    for (const Value& ref : body["responses"].items()) check(kEvent, ref);
    for (const Value& ref : body["rivals"].items()) check(kLedger, ref);
  }

  // Rows that belong to rows that are gone.
  void links() {
    constexpr const char* kThere =
        " NOT IN (SELECT id FROM statements UNION ALL SELECT id FROM events "
        "UNION ALL SELECT id FROM ledger)";
    Query evidence =
        db_.prepare(std::string("SELECT DISTINCT row_id FROM evidence WHERE row_id") + kThere);
    while (evidence.step()) fault(evidence.text(0), "evidence of a row that is not there");
    Query actors =
        db_.prepare(std::string("SELECT DISTINCT row_id FROM row_actors WHERE row_id") + kThere);
    while (actors.step()) fault(actors.text(0), "actors of a row that is not there");
    Query flows =
        db_.prepare("SELECT DISTINCT event FROM flows WHERE event NOT IN (SELECT id FROM events)");
    while (flows.step()) fault(flows.text(0), "a flow of an event that is not there");
  }

  Database& db_;
  Verification v_;
  std::int64_t statements_ = 0, events_ = 0, ledger_ = 0;
};

}  // namespace

Result<Verification> verify_store(Database& database) { return Verifier(database).run(); }

}  // namespace dragoman
