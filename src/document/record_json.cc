#include <cmath>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "dragoman/record.h"

namespace dragoman {
namespace {

// Three digits: more would promise what no rule can know.
double rounded(double probability) { return std::round(probability * 1000) / 1000; }

// One writer for one record: knows how spans and ids are printed.
class RecordWriter {
 public:
  explicit RecordWriter(const Record& record) : r_(record), offsets_(record.article.text) {}

  std::string write() {
    w_.begin_object().key("schema").value("dragoman/1");
    w_.key("id").text_or_null(r_.id);
    coder();
    notes();
    article();
    list("sentences", r_.sentences, [&](Span s) { span(s); });
    list("entities", r_.entities, [&, i = 0](const Entity& e) mutable { entity(e, i++); });
    list("times", r_.times, [&](const TimeExpression& t) { time(t); });
    list("places", r_.places, [&, i = 0](const Place& p) mutable { place(p, i++); });
    list("statements", r_.statements,
         [&, i = 0](const Statement& s) mutable { statement(s, i++); });
    list("events", r_.events, [&, i = 0](const Event& e) mutable { event(e, i++); });
    list("dyads", r_.dyads, [&](const Dyad& d) { dyad(d); });
    if (r_.error) {
      w_.key("error").begin_object();
      w_.key("code").value(error_code_name(r_.error->code));
      w_.key("message").value(r_.error->message()).end_object();
    }
    w_.end_object();
    return w_.take();
  }

 private:
  template <typename T, typename F>
  void list(std::string_view name, const std::vector<T>& rows, F each) {
    w_.key(name).begin_array();
    for (const T& row : rows) each(row);
    w_.end_array();
  }
  void strings(std::string_view name, const std::vector<std::string>& rows) {
    list(name, rows, [&](const std::string& s) { w_.value(s); });
  }
  void text(std::string_view name, std::string_view value) { w_.key(name).text_or_null(value); }

  void span(Span s) {
    w_.begin_array().value(offsets_.code_points(s.begin)).value(offsets_.code_points(s.end));
    w_.end_array();
  }
  void span(std::string_view name, const std::optional<Span>& s) {
    w_.key(name);
    if (s)
      span(*s);
    else
      w_.null();
  }
  void id(char kind, Index i) {
    if (i == kNone)
      w_.null();
    else
      w_.value(kind + std::to_string(i));
  }
  void number(std::string_view name, const std::optional<double>& v) {
    w_.key(name);
    if (v)
      w_.value(*v);
    else
      w_.null();
  }

  void coder() {
    const CoderInfo& c = r_.coder;
    w_.key("coder").begin_object();
    text("version", c.version);
    text("ruleset", c.ruleset);
    text("codebook", c.codebook);
    w_.key("models").begin_object();
    text("fast", c.fast_model);
    text("accurate", c.accurate_model);
    w_.end_object();
    text("tier", c.tier);
    w_.end_object();
  }

  void notes() {
    list("notes", r_.notes, [&](const Note& n) {
      w_.begin_object().key("code").value(n.code).key("message").value(n.message).end_object();
    });
  }

  void article() {
    const Article& a = r_.article;
    w_.key("article").begin_object();
    text("id", a.id);
    text("url", a.url);
    text("site", a.site);
    text("title", a.title);
    strings("deck", a.deck);
    strings("byline", a.byline);
    w_.key("published").begin_object();
    text("value", a.published ? a.published->value : "");
    text("from", a.published ? name_of(a.published->from) : std::string_view());
    w_.end_object();
    text("modified", a.modified);
    text("language", a.language);
    text("section", a.section);
    strings("tags", a.tags);
    text("copyright", a.copyright);
    list("figures", a.figures, [&](const Figure& f) {
      w_.begin_object();
      text("caption", f.caption);
      text("credit", f.credit);
      text("url", f.url);
      w_.end_object();
    });
    list("related", a.related, [&](const RelatedLink& l) {
      w_.begin_object();
      text("title", l.title);
      text("url", l.url);
      w_.end_object();
    });
    w_.key("text").value(a.text);
    list("blocks", a.blocks, [&](const Block& b) {
      w_.begin_object().key("kind").value(name_of(b.kind)).key("span");
      span(b.span);
      w_.end_object();
    });
    w_.end_object();
  }

  void entity(const Entity& e, Index i) {
    w_.begin_object().key("id");
    id('e', i);
    w_.key("kind").value(name_of(e.kind)).key("name").value(e.name).key("actor");
    if (e.actor) {
      w_.begin_object();
      text("code", e.actor->code);
      text("country", e.actor->country);
      strings("sectors", e.actor->sectors);
      text("plover", e.actor->plover);
      text("wikidata", e.actor->wikidata);
      w_.end_object();
    } else {
      w_.null();
    }
    list("mentions", e.mentions, [&](const Mention& m) {
      w_.begin_object().key("span");
      span(m.span);
      w_.key("head");
      span(m.head);
      w_.key("form").value(name_of(m.form)).end_object();
    });
    w_.end_object();
  }

  void time(const TimeExpression& t) {
    w_.begin_object().key("span");
    span(t.span);
    w_.key("type").value(name_of(t.type));
    text("value", t.value);
    text("begin", t.begin);
    text("end", t.end);
    w_.end_object();
  }

  void place(const Place& p, Index i) {
    w_.begin_object().key("id");
    id('p', i);
    w_.key("span");
    span(p.span);
    w_.key("name").value(p.name).key("geonameid");
    if (p.geonameid != 0)
      w_.value(p.geonameid);
    else
      w_.null();
    text("country", p.country);
    text("adm1", p.adm1);
    text("adm2", p.adm2);
    number("lat", p.lat);
    number("lon", p.lon);
    text("feature", p.feature == 0 ? std::string_view() : std::string_view(&p.feature, 1));
    w_.key("use").value(name_of(p.use)).end_object();
  }

  void when(const std::optional<WhenValue>& d, bool precision) {
    w_.key("date");
    if (!d) {
      w_.null();
      return;
    }
    w_.begin_object();
    text("value", d->value);
    text("begin", d->begin);
    text("end", d->end);
    if (precision) text("precision", d->precision);
    w_.end_object();
  }

  void where(const std::optional<WherePlace>& p) {
    w_.key("place");
    if (!p) {
      w_.null();
      return;
    }
    w_.begin_object().key("ref");
    id('p', p->ref);
    text("precision", p->precision);
    w_.end_object();
  }

  void statement(const Statement& s, Index i) {
    w_.begin_object().key("id");
    id('s', i);
    w_.key("sentence").value(s.sentence).key("speaker");
    id('e', s.speaker);
    span("speaker_span", s.speaker_span);
    list("addressees", s.addressees, [&](Index e) { id('e', e); });
    span("cue", s.cue);
    list("content", s.content, [&](Span c) { span(c); });
    w_.key("form").value(name_of(s.form)).key("act").value(name_of(s.act));
    span("occasion", s.occasion);
    when(s.date, false);
    where(s.place);
    text("rule", s.rule);
    w_.end_object();
  }

  void event(const Event& e, Index i) {
    w_.begin_object().key("id");
    id('v', i);
    w_.key("sentence").value(e.sentence).key("type").value(name_of(e.type));
    text("mode", e.mode);
    strings("contexts", e.contexts);
    w_.key("cameo").value(e.cameo).key("quad").value(e.quad).key("goldstein").value(e.goldstein);
    list("sources", e.sources, [&](Index a) { id('e', a); });
    list("targets", e.targets, [&](Index a) { id('e', a); });
    w_.key("trigger");
    span(e.trigger);
    w_.key("evidence");
    span(e.evidence);
    w_.key("status").value(name_of(e.status)).key("claimed_by");
    id('s', e.claimed_by);
    when(e.date, true);
    where(e.place);
    list("objects", e.objects, [&](const EventObject& o) { object(o); });
    list("counts", e.counts, [&](const EventCount& c) { count(c); });
    text("stage", e.stage ? name_of(*e.stage) : std::string_view());
    text("rule", e.rule);
    w_.key("confidence").value(rounded(e.confidence)).end_object();
  }

  void object(const EventObject& o) {
    w_.begin_object().key("span");
    span(o.span);
    text("item", o.item);
    text("class", o.item_class);
    w_.key("quantity");
    if (o.quantity) {
      w_.begin_object();
      number("min", o.quantity->min);
      number("max", o.quantity->max);
      text("unit", o.quantity->unit);
      text("qualifier", o.quantity->qualifier);
      w_.end_object();
    } else {
      w_.null();
    }
    w_.key("money");
    if (o.money) {
      w_.begin_object().key("amount").value(o.money->amount);
      text("currency", o.money->currency);
      w_.end_object();
    } else {
      w_.null();
    }
    w_.end_object();
  }

  void count(const EventCount& c) {
    const auto whole = [&](std::string_view name, const std::optional<std::int64_t>& v) {
      w_.key(name);
      if (v)
        w_.value(*v);
      else
        w_.null();
    };
    w_.begin_object().key("span");
    span(c.span);
    w_.key("kind").value(c.kind);
    whole("low", c.low);
    whole("best", c.best);
    whole("high", c.high);
    w_.end_object();
  }

  void dyad(const Dyad& d) {
    w_.begin_object();
    text("type", d.type ? name_of(*d.type) : std::string_view());
    text("mode", d.mode);
    w_.key("quad");
    if (d.type)
      w_.value(d.quad);
    else
      w_.null();
    text("status", d.status ? name_of(*d.status) : std::string_view());
    w_.key("confidence").value(rounded(d.confidence)).end_object();
  }

  const Record& r_;
  OffsetMap offsets_;
  JsonWriter w_;
};

}  // namespace

std::string record_to_json(const Record& record) { return RecordWriter(record).write(); }

}  // namespace dragoman
