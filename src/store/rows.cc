#include "store/rows.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

// Builds the rows of one record; the record has been checked.
class RowBuilder {
 public:
  RowBuilder(const Record& record, std::string article)
      : r_(record), id_(std::move(article)), offsets_(record.article.text) {
    if (record.article.published) published_ = record.article.published->value;
  }

  RecordRows build() {
    RecordRows rows;
    rows.article = id_;
    for (const Statement& s : r_.statements) rows.statements.push_back(statement(s));
    for (const Event& e : r_.events) rows.events.push_back(event(e, rows.statements));
    for (std::size_t i = 0; i < r_.events.size(); ++i)
      rows.events[i].body.set("claims", claims(r_.events[i], rows.statements));
    return rows;
  }

 private:
  std::uint32_t point(std::uint32_t byte) const { return offsets_.code_points(byte); }
  Value span(Span s) const {
    return Value::list().push(std::int64_t{point(s.begin)}).push(std::int64_t{point(s.end)});
  }
  Value span(const std::optional<Span>& s) const { return s ? span(*s) : Value(); }
  std::string_view text(Span s) const { return slice(r_.article.text, s); }

  Value actor(Index entity) const {
    return entity == kNone ? Value() : to_value(actor_of(r_.entities[std::size_t(entity)]));
  }
  Value actors(const std::vector<Index>& entities) const {
    Value list = Value::list();
    for (const Index e : entities) list.push(actor(e));
    return list;
  }
  void add_actor(NewRow& row, const char* role, Index entity) const {
    if (entity == kNone) return;
    row.actors.emplace_back(role, actor_of(r_.entities[std::size_t(entity)]));
  }

  Value date(const std::optional<WhenValue>& when, bool precision) const {
    if (!when) return {};
    Value value = Value::object();
    value.set("value", Value::text_or_null(when->value));
    value.set("begin", Value::text_or_null(when->begin));
    value.set("end", Value::text_or_null(when->end));
    if (precision) value.set("precision", Value::text_or_null(when->precision));
    return value;
  }

  // The place written out, since its number means nothing outside of the record.
  Value place(const std::optional<WherePlace>& where) const {
    if (!where) return {};
    Value value = Value::object();
    const Place* place = where->ref == kNone ? nullptr : &r_.places[std::size_t(where->ref)];
    const auto degrees = [](const std::optional<double>& d) { return d ? Value(*d) : Value(); };
    value.set("name", Value::text_or_null(place ? place->name : ""));
    value.set("geonameid", place && place->geonameid != 0 ? Value(place->geonameid) : Value());
    value.set("country", Value::text_or_null(place ? place->country : ""));
    value.set("adm1", Value::text_or_null(place ? place->adm1 : ""));
    value.set("lat", place ? degrees(place->lat) : Value());
    value.set("lon", place ? degrees(place->lon) : Value());
    value.set("precision", Value::text_or_null(where->precision));
    return value;
  }

  std::string day(const std::optional<WhenValue>& when) const {
    if (when)
      for (const std::string* value : {&when->begin, &when->value})
        if (std::string found = day_of(*value); !found.empty()) return found;
    return day_of(published_);
  }

  void set_evidence(NewRow& row, Span s) const {
    row.evidence.push_back({id_, point(s.begin), point(s.end)});
    row.body.set("evidence", Value::list().push(evidence_value(r_.article, id_, point(s.begin),
                                                               point(s.end), text(s))));
  }

  // Two rows of one report may have the same identity; they are told apart by their order.
  std::string unique_id(char kind, const std::vector<std::string>& parts) {
    std::string id = make_id(kind, parts);
    for (int n = 2; !ids_.insert(id).second; ++n) {
      std::vector<std::string> numbered = parts;
      numbered.push_back("#" + std::to_string(n));
      id = make_id(kind, numbered);
    }
    return id;
  }
  std::string span_text(Span s) const {
    return std::to_string(point(s.begin)) + "-" + std::to_string(point(s.end));
  }

  NewRow statement(const Statement& s) {
    NewRow row;
    row.id = unique_id('s', {id_, span_text(s.content.front())});
    row.day = day(s.date);
    row.type = name_of(s.act);
    row.begin = point(s.content.front().begin);
    add_actor(row, "speaker", s.speaker);
    for (const Index a : s.addressees) add_actor(row, "addressee", a);
    Value content = Value::list();
    std::string quote;
    Span all = sentences_around(r_, s.content.front());
    for (const Span c : s.content) {
      content.push(span(c));
      if (!quote.empty()) quote += " … ";
      quote += text(c);
      const Span around = sentences_around(r_, c);
      all = {std::min(all.begin, around.begin), std::max(all.end, around.end)};
    }
    // The words that say who speaks belong to the proof.
    for (const std::optional<Span>& part : {s.cue, s.speaker_span})
      if (part) all = {std::min(all.begin, part->begin), std::max(all.end, part->end)};
    row.body.set("sentence", s.sentence)
        .set("speaker", actor(s.speaker))
        .set("speaker_span", span(s.speaker_span))
        .set("addressees", actors(s.addressees))
        .set("cue", span(s.cue))
        .set("content", std::move(content))
        .set("form", name_of(s.form))
        .set("act", name_of(s.act))
        .set("occasion", span(s.occasion))
        .set("date", date(s.date, false))
        .set("place", place(s.place))
        .set("rule", Value::text_or_null(s.rule))
        .set("quote", quote);
    set_evidence(row, all);
    return row;
  }

  NewRow event(const Event& e, const std::vector<NewRow>& statements) {
    NewRow row;
    Span proof = e.evidence;
    if (proof.empty())
      proof = std::size_t(e.sentence) < r_.sentences.size() ? r_.sentences[std::size_t(e.sentence)]
                                                            : sentences_around(r_, e.trigger);
    std::vector<std::string> parts = {id_, span_text(e.trigger.empty() ? proof : e.trigger),
                                      std::string(name_of(e.type))};
    for (const auto* side : {&e.sources, &e.targets}) {
      parts.emplace_back("/");
      for (const Index a : *side) {
        const ActorRef actor = actor_of(r_.entities[std::size_t(a)]);
        parts.push_back(actor.code.empty() ? "=" + fold_name(actor.name) : actor.code);
      }
    }
    row.id = unique_id('v', parts);
    row.day = day(e.date);
    row.type = name_of(e.type);
    row.begin = point(proof.begin);
    for (const Index a : e.sources) add_actor(row, "source", a);
    for (const Index a : e.targets) add_actor(row, "target", a);
    Value contexts = Value::list(), objects = Value::list(), counts = Value::list();
    for (const std::string& c : e.contexts) contexts.push(c);
    for (const EventObject& o : e.objects) objects.push(object(o));
    for (const EventCount& c : e.counts) counts.push(count(c));
    row.body.set("sentence", e.sentence)
        .set("type", name_of(e.type))
        .set("mode", Value::text_or_null(e.mode))
        .set("contexts", std::move(contexts))
        .set("cameo", Value::text_or_null(e.cameo))
        .set("quad", e.quad)
        .set("goldstein", e.goldstein)
        .set("sources", actors(e.sources))
        .set("targets", actors(e.targets))
        .set("trigger", e.trigger.empty() ? Value() : span(e.trigger))
        .set("status", name_of(e.status))
        .set("claimed_by",
             e.claimed_by == kNone ? Value() : Value(statements[std::size_t(e.claimed_by)].id))
        .set("date", date(e.date, true))
        .set("place", place(e.place))
        .set("objects", std::move(objects))
        .set("counts", std::move(counts))
        .set("stage", e.stage ? Value(name_of(*e.stage)) : Value())
        .set("rule", Value::text_or_null(e.rule))
        .set("confidence", e.confidence)
        .set("quote", text(proof));
    set_evidence(row, proof);
    row.body.set("reports", 1)
        .set("sites", r_.article.site.empty() ? 0 : 1)
        .set("sources_independent", 1)
        .set("first_seen", Value::text_or_null(published_))
        .set("last_seen", Value::text_or_null(published_))
        .set("claims", Value::list());
    return row;
  }

  // The statement that the event rests on, and the denials of the same words.
  Value claims(const Event& e, const std::vector<NewRow>& statements) const {
    Value list = Value::list();
    for (std::size_t i = 0; i < r_.statements.size(); ++i) {
      const Statement& s = r_.statements[i];
      bool about = e.claimed_by == static_cast<Index>(i);
      if (!about && s.act == StatementAct::kDeny && !e.trigger.empty())
        for (const Span c : s.content) about = about || c.contains(e.trigger);
      if (about) list.push(statements[i].id);
    }
    return list;
  }

  Value object(const EventObject& o) const {
    const auto number = [](const std::optional<double>& v) { return v ? Value(*v) : Value(); };
    Value value = Value::object();
    value.set("span", span(o.span))
        .set("item", Value::text_or_null(o.item))
        .set("class", Value::text_or_null(o.item_class))
        .set("quantity", Value())
        .set("money", Value());
    if (o.quantity)
      value.set("quantity", Value::object()
                                .set("min", number(o.quantity->min))
                                .set("max", number(o.quantity->max))
                                .set("unit", Value::text_or_null(o.quantity->unit))
                                .set("qualifier", Value::text_or_null(o.quantity->qualifier)));
    if (o.money)
      value.set("money", Value::object()
                             .set("amount", o.money->amount)
                             .set("currency", Value::text_or_null(o.money->currency)));
    return value;
  }

  Value count(const EventCount& c) const {
    const auto whole = [](const std::optional<std::int64_t>& v) { return v ? Value(*v) : Value(); };
    return Value::object()
        .set("span", span(c.span))
        .set("kind", c.kind)
        .set("low", whole(c.low))
        .set("best", whole(c.best))
        .set("high", whole(c.high));
  }

  const Record& r_;
  std::string id_;
  OffsetMap offsets_;
  std::string published_;
  std::set<std::string> ids_;
};

// Holds a record to its laws, so that what follows may index freely.
class RecordCheck {
 public:
  explicit RecordCheck(const Record& record) : r_(record) {}

  Result<void> check() {
    const std::string& text = r_.article.text;
    if (text.empty()) return fail(ErrorCode::kMalformed, "the report has no text");
    if (!is_valid_utf8(text)) return fail(ErrorCode::kMalformed, "the text is not UTF-8");
    for (const Span s : r_.sentences) span("a sentence", s);
    for (const Statement& s : r_.statements) {
      if (s.content.empty()) wrong("a statement has no content");
      for (const Span c : s.content) span("the content of a statement", c);
      for (const std::optional<Span>& o : {s.speaker_span, s.cue, s.occasion})
        if (o) span("a statement", *o);
      entity(s.speaker, true);
      for (const Index a : s.addressees) entity(a, false);
      if (s.place) place(s.place->ref);
    }
    for (const Event& e : r_.events) {
      span("the trigger of an event", e.trigger);
      span("the evidence of an event", e.evidence);
      if (e.sentence < 0) wrong("an event names no sentence");
      for (const auto* side : {&e.sources, &e.targets})
        for (const Index a : *side) entity(a, false);
      if (e.claimed_by != kNone &&
          (e.claimed_by < 0 || std::size_t(e.claimed_by) >= r_.statements.size()))
        wrong("an event is claimed by a statement that is not there");
      if (e.place) place(e.place->ref);
      for (const EventObject& o : e.objects) span("an object of an event", o.span);
      for (const EventCount& c : e.counts) span("a count of an event", c.span);
    }
    if (!reason_.empty()) return fail(ErrorCode::kMalformed, reason_);
    return {};
  }

 private:
  void wrong(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
  }
  void span(const char* what, Span s) {
    const std::string& text = r_.article.text;
    const auto boundary = [&](std::uint32_t at) {
      return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    };
    if (s.begin > s.end || s.end > text.size() || !boundary(s.begin) || !boundary(s.end))
      wrong(std::string(what) + " lies outside of the text");
  }
  void entity(Index i, bool may_be_absent) {
    if (i == kNone && may_be_absent) return;
    if (i < 0 || std::size_t(i) >= r_.entities.size()) wrong("an actor is not among the entities");
  }
  void place(Index i) {
    if (i != kNone && (i < 0 || std::size_t(i) >= r_.places.size()))
      wrong("a place is not among the places");
  }

  const Record& r_;
  std::string reason_;
};

}  // namespace

std::string_view name_of(RowKind kind) {
  switch (kind) {
    case RowKind::kStatement:
      return "statement";
    case RowKind::kEvent:
      return "event";
    case RowKind::kLedger:
      return "ledger";
  }
  return "";
}

Result<RecordRows> rows_of(const Record& record) {
  if (auto checked = RecordCheck(record).check(); !checked) return tl::unexpected(checked.error());
  std::string id = record.article.id.empty() ? address_of(record.article.text) : record.article.id;
  return RowBuilder(record, std::move(id)).build();
}

std::string address_of(std::string_view text) { return "a" + hex64(text); }

std::string make_id(char kind, const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) {
    joined += part;
    joined += '\x1f';
  }
  return kind + hex64(joined);
}

ActorRef actor_of(const Entity& entity) {
  ActorRef actor;
  actor.name = entity.name;
  if (entity.actor) {
    actor.code = entity.actor->code;
    actor.country = entity.actor->country;
  }
  return actor;
}

Value to_value(const ActorRef& actor) {
  if (actor == ActorRef{}) return {};
  return Value::object()
      .set("code", Value::text_or_null(actor.code))
      .set("country", Value::text_or_null(actor.country))
      .set("name", Value::text_or_null(actor.name));
}

ActorRef actor_from(const Value& value) {
  return {value["code"].text(), value["country"].text(), value["name"].text()};
}

Value evidence_value(const Article& article, const std::string& id, std::uint32_t begin,
                     std::uint32_t end, std::string_view quote) {
  return Value::object()
      .set("article", id)
      .set("url", Value::text_or_null(article.url))
      .set("site", Value::text_or_null(article.site))
      .set("published", Value::text_or_null(article.published ? article.published->value : ""))
      .set("span", Value::list().push(std::int64_t{begin}).push(std::int64_t{end}))
      .set("quote", quote);
}

Span sentences_around(const Record& record, Span span) {
  // Sentences stand in text order, so the first that ends after the span's begin holds it.
  auto it = std::upper_bound(record.sentences.begin(), record.sentences.end(), span.begin,
                             [](std::uint32_t at, Span s) { return at < s.end; });
  Span all = span;
  for (; it != record.sentences.end() && it->begin < std::max(span.end, span.begin + 1); ++it)
    all = {std::min(all.begin, it->begin), std::max(all.end, it->end)};
  return all;
}

std::string day_of(std::string_view value) {
  constexpr std::string_view kShape = "dddd-dd-dd";
  if (value.size() < kShape.size()) return {};
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = value[i] >= '0' && value[i] <= '9';
    if (kShape[i] == 'd' ? !digit : value[i] != '-') return {};
  }
  return std::string(value.substr(0, kShape.size()));
}

std::string fold_name(std::string_view name) {
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < name.size();) {
    const char32_t c = next_code_point(name, i);
    const auto point = static_cast<UChar32>(c);
    const bool word = u_isalnum(point) || u_getCombiningClass(point) != 0;
    if (!word) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    append_utf8(out, static_cast<char32_t>(u_foldCase(point, U_FOLD_CASE_DEFAULT)));
  }
  return out;
}

}  // namespace dragoman
