#include "coding/status.h"

#include <charconv>
#include <string>

namespace dragoman::coding {
namespace {

constexpr int kMaxClimb = 10;

enum class Tense {
  kNone,
  kPast,
  kPresent,
  kProgressive,
  kWill,
  kWould,
  kMay,
  kMust,
  kInfinitive,
  kImperative
};

struct Local {
  Tense tense = Tense::kNone;
  bool negated = false;
};

bool is_negation(const std::string& form) {
  return form == "not" || form == "n't" || form == "n\u2019t" || form == "never" ||
         form == "hardly" || form == "neither" || form == "nor";
}

Local local_tense(const Tree& t, WordId v) {
  Local out;
  bool be = false, have = false, past_aux = false, going = false;
  std::string modal;
  for (const WordId c : t.children(v)) {
    const std::string_view r = t.rel(c);
    const std::string& f = t.form(c);
    if (r == "advmod" && is_negation(f)) out.negated = true;
    if (r == "advmod" && f == "longer" && t.lemma(c) == "long") out.negated = true;
    if (r == "det" && f == "no") out.negated = true;
    if (r == "cc:preconj" && f == "neither") out.negated = true;
    if (r != "aux" && r != "cop") continue;
    const std::string& l = t.lemma(c);
    if (t.xpos(c) == "MD" || l == "will" || l == "would" || l == "may" || l == "might" ||
        l == "must" || l == "should" || l == "could" || l == "can" || l == "shall") {
      modal = f == "'ll" || f == "wo" || f == "\u2019ll" ? "will" : f == "ca" ? "can" : l;
      if (f == "could" || f == "would" || f == "should" || f == "might") modal = f;
      if (f == "'d" || f == "\u2019d") modal = "would";
    } else if (l == "be" || l == "get") {
      be = true;
    } else if (l == "have") {
      have = true;
    }
    if (t.xpos(c) == "VBD" || f == "was" || f == "were" || f == "did" || f == "had")
      past_aux = true;
    if (f == "going") going = true;
  }
  // "no weapons were sent", "sent nobody"
  for (const WordId c : t.children(v))
    if (t.rel(c) == "nsubj" || t.rel(c) == "obj") {
      if (t.has_child_lemma(c, "det", "no") || t.form(c) == "nobody" || t.form(c) == "none" ||
          t.form(c) == "nothing")
        out.negated = true;
    }
  const std::string_view x = t.xpos(v);
  const bool to = t.is_infinitive(v);
  if (modal == "will" || modal == "shall" || going)
    out.tense = Tense::kWill;
  else if (modal == "would")
    out.tense = Tense::kWould;
  else if (modal == "must" || modal == "should" || modal == "ought")
    out.tense = Tense::kMust;
  else if (!modal.empty())
    out.tense = Tense::kMay;
  else if (to && be)
    out.tense = Tense::kWill;  // "is to visit"
  else if (to && have)
    out.tense = Tense::kPast;  // "is said to have sent"
  else if (to)
    out.tense = Tense::kInfinitive;
  else if (x == "VBG" && (be || have))
    out.tense = past_aux ? Tense::kPast : Tense::kProgressive;
  else if (have || past_aux || x == "VBD")
    out.tense = Tense::kPast;
  else if (x == "VBN")
    out.tense = be ? Tense::kPresent : Tense::kNone;
  else if (x == "VBZ" || x == "VBP")
    out.tense = Tense::kPresent;
  else if (x == "VB" && t.rel(v) == "root" && t.child(v, "nsubj") < 0)
    out.tense = Tense::kImperative;
  else if (be)
    out.tense = Tense::kPresent;
  return out;
}

bool durative(EventType type) {
  return type == EventType::kAid || type == EventType::kCooperate || type == EventType::kSupport ||
         type == EventType::kMobilize || type == EventType::kCoerce || type == EventType::kSanction;
}

const Governor* governor_of(const Lexicon& lexicon, const Tree& t, WordId w) {
  const char* kind = t.is_verb(w) ? "verb:" : t.upos(w) == Upos::kAdj ? "adj:" : "noun:";
  for (const WordId c : t.children(w))
    if (t.full_rel(c) == "compound:prt" || (t.rel(c) == "advmod" && c == w + 1)) {
      const auto found = lexicon.governors.find(kind + t.lemma(w) + '_' + t.lemma(c));
      if (found != lexicon.governors.end()) return &found->second;
    }
  const auto found = lexicon.governors.find(kind + t.lemma(w));
  return found == lexicon.governors.end() ? nullptr : &found->second;
}

std::string mark_of(const Tree& t, WordId v) {
  std::string out;
  for (const WordId c : t.children(v))
    if (t.rel(c) == "mark" || (t.rel(c) == "case" && t.is_verb(v))) {
      if (!out.empty()) out += ' ';
      out += t.form(c);
      for (const WordId f : t.children(c))
        if (t.rel(f) == "fixed") out += ' ' + t.form(f);
    }
  return out;
}

EventStatus weaker(EventStatus a, EventStatus b) {
  // What is not certain stays so under anything; what is ongoing or actual yields.
  if (a == EventStatus::kNegated || b == EventStatus::kNegated) return EventStatus::kNegated;
  if (a == EventStatus::kHypothetical || b == EventStatus::kHypothetical)
    return EventStatus::kHypothetical;
  if (a == EventStatus::kFuture || b == EventStatus::kFuture) return EventStatus::kFuture;
  return b == EventStatus::kOngoing ? b : a;
}

class Climber {
 public:
  Climber(const Scene& scene, std::uint32_t sentence, EventType type)
      : scene_(scene), t_(scene.tree(sentence)), type_(type), headline_(scene.headline(sentence)) {}

  Reality run(WordId trigger, WordId carrier) {
    Reality out;
    WordId at = carrier;
    bool finite = false;
    if (t_.is_verb(at)) {
      finite = own_tense(at, out);
      if (trigger != carrier) {
        modifiers(trigger, out);
        // "scheduled talks", "resumed deliveries": the light verb itself may say how real it is.
        if (const Governor* g = governor_of(scene_.lexicon, t_, carrier)) govern(carrier, *g, out);
      }
    } else {
      modifiers(at, out);
    }
    for (int steps = 0; steps < kMaxClimb && t_.head(at) >= 0; ++steps) {
      const WordId h = t_.head(at);
      if (!step(at, h, finite, out)) break;
      at = h;
    }
    // "denied that it plans to send": a denial reaches through what it denies.
    for (WordId up = carrier;
         t_.head(up) >= 0 && t_.rel(up) != "parataxis" && t_.full_rel(up) != "acl:relcl";
         up = t_.head(up)) {
      const WordId h = t_.head(up);
      if (t_.rel(up) != "ccomp" || !t_.is_verb(h)) continue;
      const ReportingVerb* v = scene_.lexicon.reporting_verb(t_, h);
      if (v != nullptr && v->stance == 'x' && v->cls == "deny" && !local_tense(t_, h).negated &&
          out.status != EventStatus::kOngoing)
        out.status = EventStatus::kNegated;
    }
    // "If you want an end to attacks": a condition may stand above a participle.
    for (int steps = 0; steps < kMaxClimb && t_.head(at) >= 0; ++steps) {
      if (t_.rel(at) == "advcl") {
        const std::string mark = mark_of(t_, at);
        if (mark == "if" || mark == "unless")
          out.status = weaker(out.status, EventStatus::kHypothetical);
      } else if (t_.rel(at) == "ccomp" || t_.rel(at) == "parataxis" ||
                 t_.full_rel(at) == "acl:relcl") {
        break;
      }
      at = t_.head(at);
    }
    return out;
  }

 private:
  // The tense of the verb's own clause; true if it is finite.
  bool own_tense(WordId v, Reality& out) {
    Local l = local_tense(t_, v);
    // "agreed to meet and discuss": a coordinated verb shares the auxiliaries before it.
    WordId from = v;
    for (int k = 0;
         k < 4 && l.tense == Tense::kNone && t_.rel(from) == "conj" && t_.head(from) >= 0; ++k) {
      from = t_.head(from);
      const Local shared = local_tense(t_, from);
      l.tense = shared.tense;
      l.negated |= shared.negated;
    }
    if (t_.xpos(v) == "VB" && l.tense == Tense::kNone && t_.rel(v) == "conj" && t_.head(v) >= 0)
      l.tense = local_tense(t_, t_.head(v)).tense;
    switch (l.tense) {
      case Tense::kWill:
        out.status = EventStatus::kFuture;
        out.willed = true;
        break;
      case Tense::kWould:
        // "said that it would send": future in the past; elsewhere a supposition.
        out.status = reported(v) ? EventStatus::kFuture : EventStatus::kHypothetical;
        out.willed = reported(v);
        break;
      case Tense::kMay:
      case Tense::kMust:
        out.status = EventStatus::kHypothetical;
        break;
      case Tense::kImperative:
        out.status = headline_ ? EventStatus::kActual : EventStatus::kHypothetical;
        break;
      case Tense::kProgressive:
        out.status = EventStatus::kOngoing;
        break;
      case Tense::kPresent:
        out.status = !headline_ && durative(type_) && !t_.passive(v) ? EventStatus::kOngoing
                                                                     : EventStatus::kActual;
        break;
      case Tense::kInfinitive:
        if (headline_ && (t_.rel(v) == "root" || t_.rel(v) == "acl" || t_.rel(v) == "advcl")) {
          out.status = EventStatus::kFuture;
          out.willed = true;
        }
        break;
      default:
        break;
    }
    out.past = l.tense == Tense::kPast;
    if (l.negated) out.status = EventStatus::kNegated;
    return l.tense != Tense::kNone && l.tense != Tense::kInfinitive;
  }

  bool reported(WordId v) const {
    WordId at = v;
    for (int steps = 0; at >= 0 && steps < 4; ++steps) {
      if (t_.rel(at) == "ccomp" || t_.child(at, "parataxis") >= 0) return true;
      if (t_.rel(at) != "conj") return false;
      at = t_.head(at);
    }
    return false;
  }

  // Adjectives and determiners of a noun: "possible support", "no talks", "planned visit".
  void modifiers(WordId n, Reality& out) {
    for (const WordId c : t_.children(n)) {
      const std::string_view r = t_.rel(c);
      if (r == "det" && t_.form(c) == "no") out.status = EventStatus::kNegated;
      if (r != "amod" && r != "compound" && r != "advmod") continue;
      const auto found = scene_.lexicon.governors.find("adj:" + t_.lemma(c));
      if (found == scene_.lexicon.governors.end()) continue;
      if (found->second.status) out.status = weaker(out.status, *found->second.status);
      if (found->second.status == EventStatus::kHistorical) out.status = EventStatus::kHistorical;
      if (found->second.stage) out.stage = found->second.stage;
    }
  }

  void govern(WordId h, const Governor& g, Reality& out) {
    if (g.stage) out.stage = g.stage;
    out.governor = h;
    if (!g.status) return;
    EventStatus given = *g.status;
    const Local l = t_.is_verb(h) ? local_tense(t_, h) : Local{};
    if (l.negated) {
      // "did not agree to send"; "has not ruled out sending"; "will not stop sending".
      if (given == EventStatus::kNegated)
        given = EventStatus::kHypothetical;
      else if (given == EventStatus::kFuture || given == EventStatus::kActual)
        given = EventStatus::kNegated;
    } else if (given == EventStatus::kActual &&
               (l.tense == Tense::kWill || l.tense == Tense::kMay || l.tense == Tense::kMust ||
                l.tense == Tense::kWould)) {
      given = l.tense == Tense::kWill ? EventStatus::kFuture : EventStatus::kHypothetical;
    }
    if (out.status == EventStatus::kNegated && given != EventStatus::kOngoing) return;
    if (given == EventStatus::kOngoing || out.status == EventStatus::kActual ||
        out.status == EventStatus::kOngoing)
      out.status = given;
    else
      out.status = weaker(out.status, given);
  }

  static bool asks(const std::string& word) {
    return word == "how" || word == "what" || word == "who" || word == "whom" || word == "whose" ||
           word == "which" || word == "why" || word == "where";
  }

  // One step up from `at` to `h`; false where no more can change.
  bool step(WordId at, WordId h, bool& finite, Reality& out) {
    const std::string_view r = t_.rel(at), full = t_.full_rel(at);
    const Lexicon& lexicon = scene_.lexicon;
    if (headline_ && t_.is_infinitive(at) && t_.rel(h) == "root" && t_.is_nominal(h)) return false;
    const auto perfect = [&] {
      return t_.is_infinitive(at) && t_.has_child_lemma(at, "aux", "have");
    };
    if (r == "conj") {  // "…, but X has sent": a contrast stands on its own
      // Nor is what was done a part of what was to be done: "vowed to act and fired Y".
      if (t_.xpos(at) == "VBD" && t_.is_infinitive(h)) return false;
      return !(finite && t_.has_child_lemma(at, "cc", "but"));
    }
    if (r == "parataxis" || r == "root" || full == "acl:relcl" || r == "appos" || r == "list") {
      return false;
    }
    if (r == "advcl") {
      const std::string mark = mark_of(t_, at);
      if (mark == "if" || mark == "unless" || mark == "whether" || mark == "in case" ||
          mark == "lest" || mark == "should" || mark == "until")
        out.status = weaker(out.status, EventStatus::kHypothetical);
      else if (mark == "without" || mark == "instead of" || mark == "rather than")
        out.status = EventStatus::kNegated;
      else if (t_.is_infinitive(at)) {
        const Governor* g = governor_of(lexicon, t_, h);
        if (g != nullptr && g->status)
          govern(h, *g, out);
        else
          out.status = weaker(out.status, EventStatus::kHypothetical);
      } else if (mark == "from" || mark == "of" || mark == "for" || mark == "in") {
        const Governor* g = governor_of(lexicon, t_, h);
        if (g != nullptr) govern(h, *g, out);
      }
      return false;
    }
    const bool clausal = r == "xcomp" || r == "ccomp" || r == "csubj" || r == "acl";
    const Governor* g = governor_of(lexicon, t_, h);
    if (clausal) {
      if (r == "ccomp" && mark_of(t_, at) == "whether")
        out.status = weaker(out.status, EventStatus::kHypothetical);
      if (r == "acl" && !t_.is_infinitive(at) && !t_.has_child_lemma(at, "mark", "that") &&
          !t_.has_child_lemma(at, "mark", "of"))
        return false;  // a participle of the noun: its own clause
      // "will examine how much support Russia receives": that it receives some is taken for
      // granted.
      if (r == "ccomp" && finite && asks(t_.form(t_.first(at)))) return false;
      // A finite that-clause keeps its own tense under verbs of planning and telling: "announced
      // that X has sent".
      const bool own_tense =
          r == "ccomp" && finite &&
          (g == nullptr || !g->status || *g->status == EventStatus::kFuture ||
           *g->status == EventStatus::kActual || *g->status == EventStatus::kOngoing);
      if (g != nullptr && !own_tense) {
        govern(h, *g, out);
        if (g->status) return false;
      } else if (r == "acl" && t_.is_infinitive(at)) {
        out.status = weaker(out.status, EventStatus::kHypothetical);
        return false;
      } else if (r == "xcomp" && t_.is_infinitive(at) && !perfect()) {
        out.status = weaker(out.status, EventStatus::kHypothetical);
        return false;
      }
      if (t_.is_verb(h)) {
        const ReportingVerb* v = lexicon.reporting_verb(t_, h);
        if (v != nullptr && v->stance == 'x' && v->cls == "deny" && !local_tense(t_, h).negated) {
          out.status = EventStatus::kNegated;
          return false;
        }
      }
      if (r == "ccomp" && finite) return false;
      finite = finite || t_.is_verb(h);
      return true;
    }
    // A nominal act under a verb or noun.
    if (g != nullptr) {
      govern(h, *g, out);
      if (g->status) return false;
    }
    if (!t_.is_verb(h) && (r == "nmod" || r == "compound" || r == "obl")) return true;
    return false;
  }

  const Scene& scene_;
  const Tree& t_;
  EventType type_;
  bool headline_;
};

int year_of(std::string_view date) {
  int year = 0;
  if (date.size() >= 4) std::from_chars(date.data(), date.data() + 4, year);
  return year;
}

}  // namespace

Reality reality_of(const Scene& scene, std::uint32_t sentence, WordId trigger, WordId carrier,
                   EventType type) {
  return Climber(scene, sentence, type).run(trigger, carrier);
}

EventStatus dated(const Reality& reality, const std::optional<WhenValue>& when,
                  const std::optional<Published>& published) {
  const EventStatus status = reality.status;
  if (!when || !published || published->value.size() < 10) return status;
  const std::string day = published->value.substr(0, 10);
  const int now = year_of(day);
  const std::string& end = when->end.empty() ? when->begin : when->end;
  const int then = year_of(end.empty() ? std::string_view(when->value) : std::string_view(end));
  if (now == 0 || then == 0) return status;
  // A year and a day before: history, not news. ("[begin, end)": an end on 1 January is the year
  // before.)
  const bool past_year = end.size() >= 10 && end.compare(4, 6, "-01-01") == 0;
  if ((status == EventStatus::kActual || status == EventStatus::kOngoing) &&
      then - (past_year ? 1 : 0) < now - 1)
    return EventStatus::kHistorical;
  if (status == EventStatus::kActual && !reality.past && when->begin.size() >= 10 &&
      when->begin.substr(0, 10) > day)
    return EventStatus::kFuture;
  return status;
}

}  // namespace dragoman::coding
