// The record: what Dragoman reads out of one report (schema "dragoman/1").
//
// Plain structs, filled by the stages and written by `record_to_json`. Absent is an empty
// optional, an empty list or `kNone`, never a made-up value.
//
// Units: every `Span` is a half-open range of UTF-8 BYTES of `Article::text` and always falls on
// code point boundaries; `record_to_json` turns spans into Unicode code points, the unit of the
// JSON record. Countries are ISO 3166 alpha-3, times RFC 3339 or TimeML values.
// Thread-safety: plain values. Source: the PLOVER 0.8 and CAMEO 1.1b3 codebooks for types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/error.h"

namespace dragoman {

struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool empty() const { return begin >= end; }
  std::uint32_t size() const { return end - begin; }
  bool contains(Span other) const { return begin <= other.begin && other.end <= end; }
  bool overlaps(Span other) const { return begin < other.end && other.begin < end; }
  friend bool operator==(Span a, Span b) { return a.begin == b.begin && a.end == b.end; }
  friend bool operator<(Span a, Span b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  }
};

// The characters of a span: `slice(article.text, mention.span)`.
inline std::string_view slice(std::string_view text, Span s) {
  return text.substr(s.begin, s.end - s.begin);
}

// Index of a row in one of the record's lists (entities, places, statements…); kNone = absent.
using Index = std::int32_t;
inline constexpr Index kNone = -1;

// ---- the article -------------------------------------------------------------------------------

enum class BlockKind {
  kTitle,
  kDeck,
  kHeading,
  kParagraph,
  kQuote,
  kList,
  kTable,
  kCaption,
  kByline
};

struct Block {
  BlockKind kind = BlockKind::kParagraph;
  Span span;
};

// Where the publication date was read.
enum class DateSource { kGiven, kJsonLd, kMicrodata, kOpenGraph, kMeta, kTime, kVisible, kUrl };

struct Published {
  std::string value;  // RFC 3339 date or date-time
  DateSource from = DateSource::kGiven;
};

struct Figure {
  std::string caption, credit, url;  // empty = absent
};

struct RelatedLink {
  std::string title, url;
};

struct Article {
  std::string id;  // content address of the text ("a" + 16 hex digits)
  std::string url, site, title;
  std::vector<std::string> deck;
  std::vector<std::string> byline;  // names only
  std::optional<Published> published;
  std::string modified, language, section;  // language: BCP 47
  std::vector<std::string> tags;
  std::string copyright;
  std::vector<Figure> figures;
  std::vector<RelatedLink> related;
  std::string text;           // title, deck, body, captions; blocks joined by "\n\n"
  std::vector<Block> blocks;  // in text order, not overlapping
};

// ---- who, when, where --------------------------------------------------------------------------

enum class MentionForm { kName, kNominal, kPronoun };

struct Mention {
  Span span;  // the whole noun phrase
  Span head;  // its name or head word
  MentionForm form = MentionForm::kName;
};

struct Actor {
  std::string code;                  // CAMEO ("PRKGOV")
  std::string country;               // ISO alpha-3; empty = none
  std::vector<std::string> sectors;  // CAMEO sectors ("GOV", "MIL")
  std::string plover;                // PLOVER actor ("PRK GOV")
  std::string wikidata;              // "Q423"; empty = unknown
};

enum class EntityKind { kPerson, kOrganization, kCountry, kPlace, kGroup, kRole, kOther };

struct Entity {
  EntityKind kind = EntityKind::kOther;
  std::string name;  // the fullest name the report gives
  std::optional<Actor> actor;
  std::vector<Mention> mentions;  // in text order, at least one
};

enum class TimeType { kDate, kTime, kDuration, kSet };

struct TimeExpression {
  Span span;
  TimeType type = TimeType::kDate;
  std::string value;       // TimeML value; empty = unknown
  std::string begin, end;  // [begin, end) as RFC 3339 dates or date-times; empty = unknown
};

enum class PlaceUse { kLiteral, kMetonym, kDemonym };

struct Place {
  Span span;
  std::string name;
  std::int64_t geonameid = 0;  // 0 = unknown
  std::string country, adm1, adm2;
  std::optional<double> lat, lon;
  char feature = 0;  // GeoNames feature class; 0 = unknown
  PlaceUse use = PlaceUse::kLiteral;
};

// When something said or done took place.
struct WhenValue {
  std::string value, begin, end;
  std::string precision;  // "minute|day|month|season|year|…"; empty for statements
};

struct WherePlace {
  Index ref = kNone;      // index into Record::places
  std::string precision;  // "point|city|district|region|country"; empty = unknown
};

// ---- who said what -----------------------------------------------------------------------------

enum class StatementForm { kDirect, kIndirect, kMixed };
enum class StatementAct {
  kAssert,
  kAnnounce,
  kPromise,
  kDemand,
  kThreaten,
  kDeny,
  kAccuse,
  kPraise,
  kAsk
};

struct Statement {
  Index sentence = 0;
  Index speaker = kNone;  // entity
  std::optional<Span> speaker_span;
  std::vector<Index> addressees;  // entities
  std::optional<Span> cue;
  std::vector<Span> content;  // at least one
  StatementForm form = StatementForm::kIndirect;
  StatementAct act = StatementAct::kAssert;
  std::optional<Span> occasion;
  std::optional<WhenValue> date;
  std::optional<WherePlace> place;
  std::string rule;  // the name of the rule that made it
};

// ---- who did what to whom ----------------------------------------------------------------------

enum class EventType {
  kAgree,
  kConsult,
  kSupport,
  kConcede,
  kCooperate,
  kAid,
  kRetreat,
  kRequest,
  kAccuse,
  kReject,
  kThreaten,
  kProtest,
  kSanction,
  kMobilize,
  kCoerce,
  kAssault
};

enum class EventStatus { kActual, kOngoing, kFuture, kHypothetical, kNegated, kHistorical };

enum class Stage {
  kConsidered,
  kRequested,
  kPledged,
  kApproved,
  kAllocated,
  kOrdered,
  kShipped,
  kDelivered,
  kUsed,
  kRefused,
  kSuspended,
  kWithdrawn
};

struct Quantity {
  std::optional<double> min, max;
  std::string unit, qualifier;
};

struct Money {
  double amount = 0;
  std::string currency;  // ISO 4217
};

struct EventObject {
  Span span;
  std::string item;        // head noun, lemma
  std::string item_class;  // "ammunition", "weapons", "money"…; empty = unknown
  std::optional<Quantity> quantity;
  std::optional<Money> money;
};

struct EventCount {
  Span span;
  std::string kind;  // "killed|injured|…"
  std::optional<std::int64_t> low, best, high;
};

struct Event {
  Index sentence = 0;
  EventType type = EventType::kConsult;
  std::string mode;  // PLOVER mode; empty = none
  std::vector<std::string> contexts;
  std::string cameo;  // 2 to 4 digits
  int quad = 1;       // 1 verbal cooperation … 4 material conflict
  double goldstein = 0;
  std::vector<Index> sources, targets;  // entities
  Span trigger, evidence;
  EventStatus status = EventStatus::kActual;
  Index claimed_by = kNone;  // statement
  std::optional<WhenValue> date;
  std::optional<WherePlace> place;
  std::vector<EventObject> objects;
  std::vector<EventCount> counts;
  std::optional<Stage> stage;
  std::string rule;
  double confidence = 0.5;
};

struct Dyad {
  std::optional<EventType> type;  // none = no act
  std::string mode;
  int quad = 0;
  std::optional<EventStatus> status;
  double confidence = 0;
};

// ---- all of it ---------------------------------------------------------------------------------

struct Note {
  std::string code;  // "language-not-coded", "body-uncertain", "date-unknown", …
  std::string message;
};

struct CoderInfo {
  std::string version, ruleset, codebook;
  std::string fast_model, accurate_model;  // hashes; empty = not used
  std::string tier;
};

struct Record {
  std::string id;  // the input's id, else the article's
  CoderInfo coder;
  std::vector<Note> notes;
  Article article;
  std::vector<Span> sentences;
  std::vector<Entity> entities;  // printed as "e0", "e1", …
  std::vector<TimeExpression> times;
  std::vector<Place> places;          // "p0"
  std::vector<Statement> statements;  // "s0"
  std::vector<Event> events;          // "v0"
  std::vector<Dyad> dyads;
  std::optional<Error> error;
};

// The contract's names of the enumerations ("AID", "paragraph", "json-ld"…) and the way back.
std::string_view name_of(BlockKind);
std::string_view name_of(DateSource);
std::string_view name_of(MentionForm);
std::string_view name_of(EntityKind);
std::string_view name_of(TimeType);
std::string_view name_of(PlaceUse);
std::string_view name_of(StatementForm);
std::string_view name_of(StatementAct);
std::string_view name_of(EventType);
std::string_view name_of(EventStatus);
std::string_view name_of(Stage);
std::optional<EventType> event_type_of(std::string_view name);
std::optional<EventStatus> event_status_of(std::string_view name);
std::optional<Stage> stage_of(std::string_view name);
std::optional<StatementAct> statement_act_of(std::string_view name);
// The PLOVER quad class of a type: 1 verbal cooperation, 2 material cooperation, 3 verbal
// conflict, 4 material conflict.
int quad_of(EventType);

// One line of JSON, without a newline; spans in code points. Deterministic: the same record gives
// the same bytes everywhere.
std::string record_to_json(const Record& record);

}  // namespace dragoman
