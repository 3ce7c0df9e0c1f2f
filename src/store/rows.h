// From a record to the rows that a store keeps of it: actors and places written out, spans in code
// points, evidence beside every row, and ids that say what a row is about.
//
// Ids: a letter of the kind and 16 hex digits of a hash of what identifies the row, so that the
// same report gives the same ids whatever was added before it and whoever coded it:
//   statement  "s"  the article and the first characters it repeats (content span)
//   event      "v"  the article, trigger, type and the actors on both sides
// What else a row says (speaker, status, date…) is its content: where a later coding says
// otherwise, the row keeps its id and gets a higher revision. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dragoman/record.h"
#include "store/value.h"

namespace dragoman {

enum class RowKind { kStatement, kEvent, kLedger };
std::string_view name_of(RowKind kind);  // "statement", "event", "ledger"

struct ActorRef {
  std::string code, country, name;  // empty = unknown
  friend bool operator==(const ActorRef&, const ActorRef&) = default;
  friend auto operator<=>(const ActorRef&, const ActorRef&) = default;
};

// A place in the text of an article, in code points.
struct EvidenceRef {
  std::string article;
  std::uint32_t begin = 0, end = 0;
};

struct NewRow {
  std::string id;
  std::string day;          // of what the row tells, "2024-06-17"; empty = unknown
  std::string type;         // act of a statement, type of an event
  std::uint32_t begin = 0;  // where it starts in its article
  std::vector<std::pair<std::string, ActorRef>> actors;  // by role: "speaker", "source"…
  std::vector<EvidenceRef> evidence;
  Value body = Value::object();  // the contract's fields but for id and revision
};

struct RecordRows {
  std::string article;             // its id
  std::vector<NewRow> statements;  // one for each of the record's, in its order
  std::vector<NewRow> events;
};

// Fails with kMalformed where a span lies outside of the text or an index outside of its list.
Result<RecordRows> rows_of(const Record& record);

// The content address of an article's text.
std::string address_of(std::string_view text);
// `kind` and the hash of the parts.
std::string make_id(char kind, const std::vector<std::string>& parts);

ActorRef actor_of(const Entity& entity);
Value to_value(const ActorRef& actor);  // {"code","country","name"}; null where all is unknown
ActorRef actor_from(const Value& value);
// {"article","url","site","published","span","quote"}.
Value evidence_value(const Article& article, const std::string& id, std::uint32_t begin,
                     std::uint32_t end, std::string_view quote);
// The whole sentences that hold a span; the span itself where the record has none there.
Span sentences_around(const Record& record, Span span);
// The date of an RFC 3339 value: "2024-06-17T09:00:00Z" -> "2024-06-17"; empty where there is none.
std::string day_of(std::string_view value);
// Letters in lower case (by Unicode's simple folding), all else one blank: "Kim Jong-un " ->
// "kim jong un".
std::string fold_name(std::string_view name);

}  // namespace dragoman
