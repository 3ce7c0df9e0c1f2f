// The contract's names of the enumerations.
#include <array>
#include <mutex>
#include <set>

#include "document/analysis.h"
#include "dragoman/record.h"

namespace dragoman {
namespace {

constexpr std::array<std::string_view, 9> kBlockKinds = {
    "title", "deck", "heading", "paragraph", "quote", "list", "table", "caption", "byline"};
constexpr std::array<std::string_view, 8> kDateSources = {
    "given", "json-ld", "microdata", "opengraph", "meta", "time", "visible", "url"};
constexpr std::array<std::string_view, 3> kMentionForms = {"name", "nominal", "pronoun"};
constexpr std::array<std::string_view, 7> kEntityKinds = {
    "person", "organization", "country", "place", "group", "role", "other"};
constexpr std::array<std::string_view, 4> kTimeTypes = {"DATE", "TIME", "DURATION", "SET"};
constexpr std::array<std::string_view, 3> kPlaceUses = {"literal", "metonym", "demonym"};
constexpr std::array<std::string_view, 3> kStatementForms = {"direct", "indirect", "mixed"};
constexpr std::array<std::string_view, 9> kStatementActs = {
    "assert", "announce", "promise", "demand", "threaten", "deny", "accuse", "praise", "ask"};
constexpr std::array<std::string_view, 16> kEventTypes = {
    "AGREE",  "CONSULT", "SUPPORT",  "CONCEDE", "COOPERATE", "AID",      "RETREAT", "REQUEST",
    "ACCUSE", "REJECT",  "THREATEN", "PROTEST", "SANCTION",  "MOBILIZE", "COERCE",  "ASSAULT"};
constexpr std::array<std::string_view, 6> kEventStatuses = {
    "actual", "ongoing", "future", "hypothetical", "negated", "historical"};
constexpr std::array<std::string_view, 12> kStages = {
    "considered", "requested", "pledged", "approved", "allocated", "ordered",
    "shipped",    "delivered", "used",    "refused",  "suspended", "withdrawn"};
constexpr std::array<std::string_view, 17> kUpos = {
    "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"};
constexpr std::array<std::string_view, 16> kNameClasses = {
    "PER",  "ORG",   "GPE",      "LOC",      "FAC",   "NORP",   "TITLE", "DATE",
    "TIME", "MONEY", "QUANTITY", "CARDINAL", "EVENT", "WEAPON", "LAW",   "MISC"};

template <typename Enum, std::size_t N>
std::string_view at(const std::array<std::string_view, N>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

template <typename Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view name_of(BlockKind v) { return at(kBlockKinds, v); }
std::string_view name_of(DateSource v) { return at(kDateSources, v); }
std::string_view name_of(MentionForm v) { return at(kMentionForms, v); }
std::string_view name_of(EntityKind v) { return at(kEntityKinds, v); }
std::string_view name_of(TimeType v) { return at(kTimeTypes, v); }
std::string_view name_of(PlaceUse v) { return at(kPlaceUses, v); }
std::string_view name_of(StatementForm v) { return at(kStatementForms, v); }
std::string_view name_of(StatementAct v) { return at(kStatementActs, v); }
std::string_view name_of(EventType v) { return at(kEventTypes, v); }
std::string_view name_of(EventStatus v) { return at(kEventStatuses, v); }
std::string_view name_of(Stage v) { return at(kStages, v); }
std::string_view name_of(Upos v) { return at(kUpos, v); }
std::string_view name_of(NameClass v) { return at(kNameClasses, v); }

std::optional<EventType> event_type_of(std::string_view name) {
  return find<EventType>(kEventTypes, name);
}
std::optional<EventStatus> event_status_of(std::string_view name) {
  return find<EventStatus>(kEventStatuses, name);
}
std::optional<Stage> stage_of(std::string_view name) { return find<Stage>(kStages, name); }
std::optional<StatementAct> statement_act_of(std::string_view name) {
  return find<StatementAct>(kStatementActs, name);
}
Upos upos_of(std::string_view name) { return find<Upos>(kUpos, name).value_or(Upos::kX); }
NameClass name_class_of(std::string_view name) {
  return find<NameClass>(kNameClasses, name).value_or(NameClass::kMisc);
}

int quad_of(EventType type) {
  switch (type) {
    case EventType::kAgree:
    case EventType::kConsult:
    case EventType::kSupport:
    case EventType::kConcede:
      return 1;
    case EventType::kCooperate:
    case EventType::kAid:
    case EventType::kRetreat:
      return 2;
    case EventType::kRequest:
    case EventType::kAccuse:
    case EventType::kReject:
    case EventType::kThreaten:
      return 3;
    default:
      return 4;
  }
}

std::string_view intern(std::string_view label) {
  static std::mutex mutex;
  static std::set<std::string, std::less<>> labels;
  const std::lock_guard lock(mutex);
  const auto found = labels.find(label);
  return found != labels.end() ? *found : *labels.emplace(label).first;
}

}  // namespace dragoman
