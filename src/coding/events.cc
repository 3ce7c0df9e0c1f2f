#include "coding/events.h"

#include <algorithm>

#include "coding/quantities.h"

namespace dragoman::coding {
namespace {

bool needs_recipient(EventType type) {
  return type == EventType::kAid || type == EventType::kCooperate || type == EventType::kSanction;
}

// Acts that are only told of: their inner act is not an event of its own, unless the ledger or the
// agenda wants it.
bool speaks_of(EventType type) {
  return type == EventType::kAgree || type == EventType::kRequest || type == EventType::kReject ||
         type == EventType::kThreaten;
}

bool kept_inside(EventType type) {
  return type == EventType::kAid || type == EventType::kCooperate || type == EventType::kConsult;
}

void add(std::vector<Index>& out, Index e) {
  if (std::find(out.begin(), out.end(), e) == out.end()) out.push_back(e);
}

class Builder {
 public:
  Builder(const Scene& scene, Actors& actors, const std::vector<Said>& said)
      : scene_(scene), actors_(actors), said_(said) {}

  std::vector<Event> run() {
    index_claims();
    for (std::uint32_t s = 0; s < scene_.analysis.sentences.size(); ++s) {
      const std::vector<Candidate> found = find_candidates(scene_, s);
      for (const Candidate& c : found) candidate(c, found);
    }
    for (std::size_t i = 0; i < said_.size(); ++i) demanded(static_cast<Index>(i));
    std::stable_sort(out_.begin(), out_.end(),
                     [](const Event& a, const Event& b) { return a.trigger < b.trigger; });
    return std::move(out_);
  }

 private:
  // Statements by the sentences that their content touches, so that a trigger looks at few.
  void index_claims() {
    const auto& sentences = scene_.analysis.sentences;
    claims_.resize(sentences.size());
    for (std::size_t i = 0; i < said_.size(); ++i)
      for (const Span c : said_[i].statement.content) {
        auto at =
            std::upper_bound(sentences.begin(), sentences.end(), c.begin,
                             [](std::uint32_t b, const Sentence& x) { return b < x.span.end; });
        for (; at != sentences.end() && at->span.begin < c.end; ++at) {
          auto& list = claims_[static_cast<std::size_t>(at - sentences.begin())];
          if (list.size() < 64 && (list.empty() || list.back() != static_cast<Index>(i)))
            list.push_back(static_cast<Index>(i));
        }
      }
  }

  // The smallest statement whose content holds the span.
  Index claim_of(std::uint32_t sentence, Span trigger) const {
    Index best = kNone;
    std::uint32_t size = ~0U;
    for (const Index i : claims_[sentence])
      for (const Span c : said_[static_cast<std::size_t>(i)].statement.content)
        if (c.contains(trigger) && c.size() < size) {
          best = i;
          size = c.size();
        }
    return best;
  }

  Deixis deixis_of(Index claim) const {
    Deixis d;
    if (claim == kNone) return d;
    const Statement& st = said_[static_cast<std::size_t>(claim)].statement;
    if (st.form == StatementForm::kIndirect) return d;
    d.speaker = st.speaker;
    d.addressees = st.addressees;
    return d;
  }

  // Coordinated words of a role; the speaker of the tag behind the act is no part of it: "will
  // train their crews, the minister said".
  std::vector<WordId> members(const Candidate& c, WordId word, Index claim) const {
    const Tree& t = scene_.tree(c.sentence);
    std::vector<WordId> out;
    const Statement* st =
        claim == kNone ? nullptr : &said_[static_cast<std::size_t>(claim)].statement;
    for (const WordId w : t.coordinated(word))
      if (st == nullptr || w <= c.trigger || st->sentence != static_cast<Index>(c.sentence) ||
          !st->speaker_span || !st->speaker_span->contains(t.word(w).span))
        out.push_back(w);
    return out;
  }

  // The first words that stand for actors; all of them for mutual acts, and of those that the model
  // saw in the role (`read`), whatever they stand for.
  std::vector<Index> resolve(const Candidate& c, const std::vector<WordId>& words,
                             const WordList& read, Index claim, const Deixis& deixis) {
    std::vector<Index> out;
    // The rules' words are guesses in order of trust; the model's are those that it saw in the
    // role.
    const bool seen = !read.empty();
    for (const WordId w : words) {
      for (const WordId k : members(c, w, claim)) {
        if (seen && !std::binary_search(read.begin(), read.end(), static_cast<std::uint32_t>(k)))
          continue;
        const std::vector<Index> found = actors_.actors_of_one(c.sentence, k, &deixis);
        for (const Index e : found) add(out, e);
        if (seen && found.empty()) {
          const Index thing = actors_.whole(c.sentence, k);
          if (thing != kNone) add(out, thing);
        }
      }
      if (!out.empty() && !c.mutual && !seen) break;
    }
    return out;
  }

  // Those of a role by the rule and by the model: the rule of the very act first, where it finds
  // somebody; else those that the model saw.
  std::vector<Index> side(const Candidate& c, const std::vector<WordId>& rule,
                          const std::vector<WordId>& seen, const WordList* read, Index claim,
                          const Deixis& deixis) {
    const WordList none;
    std::vector<Index> out;
    if (read == nullptr || c.described) out = resolve(c, rule, none, claim, deixis);
    if (out.empty() && read != nullptr) out = resolve(c, seen, *read, claim, deixis);
    if (out.empty() && read != nullptr && !c.described) out = resolve(c, rule, none, claim, deixis);
    return out;
  }

  bool unmade(const Candidate& c) const {
    const Tree& t = scene_.tree(c.sentence);
    const auto bad = [&](WordId w) {
      if (w < 0) return false;
      // (Of a verb only what hangs on it: to storm a palace is no storm.)
      if (!t.is_verb(w) && scene_.lexicon.unmakes(c.type, t.lemma(w))) return true;
      for (const WordId k : t.children(w))
        if ((t.rel(k) == "compound" || t.rel(k) == "amod" || t.rel(k) == "conj" ||
             (t.rel(k) == "nmod" && t.preposition(k) != "from")) &&
            scene_.lexicon.unmakes(c.type, t.lemma(k)))
          return true;
      return false;
    };
    for (const WordId w : c.sources)
      if (bad(w)) return true;
    for (const WordId w : c.targets)
      if (bad(w)) return true;
    for (const WordId w : c.objects)
      if (bad(w)) return true;
    if (bad(c.trigger)) return true;
    const Arguments a = arguments_of(t, c.carrier);
    for (const Arguments::Oblique& o : a.obliques)
      if (bad(o.word)) return true;
    if (a.object >= 0 && scene_.lexicon.unmakes(c.type, t.lemma(a.object))) return true;
    // "won the match after attacking": the clause above tells what it is about.
    if (t.rel(c.carrier) == "advcl" && t.head(c.carrier) >= 0)
      for (const WordId k : t.children(t.head(c.carrier)))
        if ((t.rel(k) == "obj" || t.rel(k) == "nsubj") &&
            scene_.lexicon.unmakes(c.type, t.lemma(k)))
          return true;
    return false;
  }

  void candidate(const Candidate& c, const std::vector<Candidate>& all) {
    const Tree& t = scene_.tree(c.sentence);
    const bool read = c.read != nullptr;
    const Span trigger = t.word(c.trigger).span;
    if (c.outer >= 0 && !read) {
      const Candidate& o = all[static_cast<std::size_t>(c.outer)];
      if (speaks_of(o.type) && !kept_inside(c.type)) return;
    }
    if (!read && unmade(c)) return;
    // "a strike killed five": one event, the verb's.
    if (!read && c.shape == "nominal" && c.type == EventType::kAssault)
      for (const Candidate& o : all)
        if (o.type == EventType::kAssault && o.trigger == t.head(c.trigger) && o.shape != "nominal")
          return;
    Event e;
    e.claimed_by = claim_of(c.sentence, trigger);
    const Deixis deixis = deixis_of(e.claimed_by);
    e.sources =
        side(c, c.sources, c.read_sources, read ? &c.read->sources : nullptr, e.claimed_by, deixis);
    e.targets =
        side(c, c.targets, c.read_targets, read ? &c.read->targets : nullptr, e.claimed_by, deixis);
    // Whom the rule puts on one side the model cannot put on the other: "Mali receives drones".
    if (c.described) {
      const auto other = [&](const std::vector<WordId>& words) {
        return resolve(c, words, {}, e.claimed_by, deixis);
      };
      const std::vector<Index> givers = other(c.sources), takers = other(c.targets);
      const auto drop = [](std::vector<Index>& from, const std::vector<Index>& those) {
        std::erase_if(
            from, [&](Index x) { return std::find(those.begin(), those.end(), x) != those.end(); });
      };
      if (givers.empty()) drop(e.sources, takers);
      if (takers.empty()) drop(e.targets, givers);
    }
    if (c.refuted && !trusted(c, e)) return;
    // What is struck or seized may be a place or thing that nobody stands for.
    if (read && e.targets.empty() && !c.targets.empty() &&
        (c.type == EventType::kAssault || c.type == EventType::kCoerce) &&
        scene_.times_in(c.sentence, c.targets.front(), c.targets.front() + 1).empty())
      if (const Index thing = actors_.whole(c.sentence, c.targets.front()); thing != kNone)
        e.targets.push_back(thing);
    // What one demands of oneself, or does to oneself, is no dyad.
    std::erase_if(e.targets, [&](Index x) {
      return std::find(e.sources.begin(), e.sources.end(), x) != e.sources.end();
    });
    // "Kim and Park met", "signed a pact": both sides in one phrase.
    const bool both = read && e.targets.empty() && e.sources.size() > 1 &&
                      (c.type == EventType::kConsult || c.type == EventType::kCooperate ||
                       c.type == EventType::kAgree || c.type == EventType::kSupport);
    if (c.mutual || both) {
      if (e.sources.size() + e.targets.size() < 2 &&
          !(c.type == EventType::kConsult && !e.sources.empty() && plural(c)))
        return;
      // Mutual acts list both sides as actors.
      for (const Index x : e.targets) add(e.sources, x);
      if (e.sources.size() > 1) e.targets = e.sources;
    }
    if (e.sources.empty() && e.targets.empty()) return;
    if (!read && !complete(c, e)) return;
    if (read && told_already(c, e)) return;
    fill(c, trigger, e);
    out_.push_back(std::move(e));
    made_.push_back(c.trigger);
  }

  // "held talks": two words for one act of the same actors.
  bool told_already(const Candidate& c, const Event& e) const {
    const Tree& t = scene_.tree(c.sentence);
    for (std::size_t i = out_.size(); i-- > 0;) {
      const Event& other = out_[i];
      if (other.sentence != static_cast<Index>(c.sentence)) break;
      const WordId word = made_[i];
      if (other.type == c.type && other.sources == e.sources && other.targets == e.targets &&
          (t.head(word) == c.trigger || t.head(c.trigger) == word))
        return true;
    }
    return false;
  }

  // Whether a rule is to be followed though the model saw no act: it misses many who give.
  static bool trusted(const Candidate& c, const Event& e) {
    return (c.type == EventType::kAid || c.type == EventType::kCooperate) && c.rule->prior >= 0.7 &&
           !e.sources.empty() && !e.targets.empty() &&
           (c.reality.status == EventStatus::kActual || c.reality.status == EventStatus::kOngoing ||
            c.reality.status == EventStatus::kHistorical);
  }

  // Whether a rule alone may be trusted that this is an act, given whom it found.
  static bool complete(const Candidate& c, const Event& e) {
    if (needs_recipient(c.type) &&
        (e.targets.empty() || (e.sources.empty() && c.shape == "nominal")))
      return false;
    if (c.type != EventType::kAssault && c.type != EventType::kCoerce &&
        c.type != EventType::kProtest && c.type != EventType::kRequest &&
        c.type != EventType::kAid && c.type != EventType::kSanction &&
        c.type != EventType::kMobilize && e.sources.empty())
      return false;
    if (c.type == EventType::kCoerce && e.targets.empty() && c.mode != "curfew" &&
        c.mode != "martial-law")
      return false;
    if (c.type == EventType::kRequest && (e.sources.empty() || (e.targets.empty() && c.inner < 0)))
      return false;
    if ((c.type == EventType::kAgree || c.type == EventType::kAccuse ||
         c.type == EventType::kReject || c.type == EventType::kThreaten ||
         c.type == EventType::kSupport || c.type == EventType::kConcede) &&
        e.targets.empty() && c.inner < 0)
      return false;
    return true;
  }

  bool plural(const Candidate& c) const {
    const Tree& t = scene_.tree(c.sentence);
    for (const WordId w : c.sources)
      if (t.xpos(w) == "NNS" || t.coordinated(w).size() > 1) return true;
    return false;
  }

  void contexts(const Candidate& c, Event& e) const {
    const Tree& t = scene_.tree(c.sentence);
    const auto put = [&](const std::string& x) {
      if (!x.empty() && std::find(e.contexts.begin(), e.contexts.end(), x) == e.contexts.end())
        e.contexts.push_back(x);
    };
    for (const std::string& x : c.rule->contexts) put(x);
    const auto words = [&](WordId w) {
      if (w < 0) return;
      const WordId what = content_noun(scene_.lexicon, t, w);
      for (const WordId k : t.coordinated(what)) {
        if (const Item* item = scene_.lexicon.item(t.lemma(k))) put(item->context);
        if (const auto x = scene_.lexicon.contexts.find(t.lemma(k));
            x != scene_.lexicon.contexts.end())
          put(x->second);
        for (const WordId m : t.children(k)) {
          if (t.rel(m) != "amod" && t.rel(m) != "compound" && t.rel(m) != "nmod") continue;
          if (t.rel(m) == "nmod" && t.preposition(m) != "of" && t.preposition(m) != "for") continue;
          const std::string key = t.lemma(m);
          if (const auto x = scene_.lexicon.contexts.find(key); x != scene_.lexicon.contexts.end())
            put(x->second);
          else if (const Item* part = scene_.lexicon.item(key);
                   part != nullptr && t.rel(m) == "compound")
            put(part->context);
        }
      }
    };
    for (const WordId w : c.objects) words(w);
    // "backs its shipbuilding effort": the object is on the side of the target, but says what for.
    if (c.objects.empty() && c.type == EventType::kAid)
      for (const WordId w : t.children(c.trigger))
        if (t.rel(w) == "obj") words(w);
    if (!t.is_verb(c.trigger)) words(c.trigger);
    if (t.is_verb(c.trigger))
      for (const WordId m : t.children(c.trigger))
        if (t.rel(m) == "advmod")
          if (const auto x = scene_.lexicon.contexts.find(t.lemma(m));
              x != scene_.lexicon.contexts.end())
            put(x->second);
    if (e.contexts.size() > 3) e.contexts.resize(3);
  }

  void fill(const Candidate& c, Span trigger, Event& e) {
    const Tree& t = scene_.tree(c.sentence);
    const Lexicon& lexicon = scene_.lexicon;
    e.sentence = static_cast<Index>(c.sentence);
    e.trigger = trigger;
    e.type = c.type;
    e.mode = c.mode;
    e.quad = quad_of(c.type);
    contexts(c, e);
    e.cameo = refine(lexicon, c.cameo, e.contexts);
    if (const auto code = lexicon.codes.find(e.cameo); code != lexicon.codes.end()) {
      e.goldstein = code->second.goldstein;
      for (const std::string& x : code->second.contexts)
        if (std::find(e.contexts.begin(), e.contexts.end(), x) == e.contexts.end() &&
            e.contexts.size() < 4)
          e.contexts.push_back(x);
    }
    // When and where: of the act itself, else of the verb that it hangs on.
    const WordId clause = t.clause_of(c.carrier);
    e.date = scene_.when(c.sentence, c.trigger, {}, false);
    if (!e.date && c.carrier != c.trigger) e.date = scene_.when(c.sentence, c.carrier, {}, false);
    if (!e.date && clause != c.trigger && t.is_verb(clause) && argument_of(t, c.trigger, clause))
      e.date = scene_.when(c.sentence, clause, {}, false);
    e.place = scene_.where(c.sentence, c.trigger, {});
    if (!e.place && c.carrier != c.trigger) e.place = scene_.where(c.sentence, c.carrier, {});
    // (What the model reads as happened lies in time where the act's own date puts it.)
    const bool dateless = !e.date && c.read == nullptr;
    e.status =
        dated(c.reality, dateless ? only_date(c.sentence) : e.date, scene_.article.published);
    if (e.status == EventStatus::kActual && anniversary(t, c)) e.status = EventStatus::kHistorical;
    if (c.type == EventType::kAid || c.type == EventType::kCooperate) stage(c, e);
    for (const WordId w : c.objects)
      for (const WordId k : t.coordinated(w)) {
        if (named_actor(c.sentence, k)) continue;
        if (e.objects.size() < 16) e.objects.push_back(object_of(scene_, c.sentence, k));
        // "a large amount of shells and rifles": what the measure speaks of may be several things.
        const WordId what = content_noun(lexicon, t, k);
        if (what == k) continue;
        for (const WordId other : t.coordinated(what))
          if (other != what && e.objects.size() < 16)
            e.objects.push_back(object_of(scene_, c.sentence, other));
      }
    counts(c, e);
    e.evidence = evidence(c, trigger);
    e.rule = (c.read != nullptr ? "read-" : "") + c.shape + ':' + t.lemma(c.trigger) +
             (c.rule->particle.empty() ? "" : "_" + c.rule->particle);
    double trust = c.read != nullptr ? static_cast<double>(c.read->score) : c.rule->prior;
    if (e.targets.empty()) trust *= 0.85;
    if (e.sources.empty()) trust *= 0.85;
    if (c.shape == "shared-subject") trust *= 0.95;
    if (e.status == EventStatus::kHypothetical) trust *= 0.9;
    e.confidence = trust;
  }

  // People and bodies by name, and pronouns, are whom an act befalls, not what is given.
  bool named_actor(std::uint32_t s, WordId w) const {
    if (scene_.tree(s).upos(w) == Upos::kPron) return true;
    const WordMention* m = scene_.mention_at(s, w);
    return m != nullptr && m->form != MentionForm::kNominal && scene_.is_actor(m->entity);
  }

  // Where an act has no date of its own: the only year that its sentence speaks of, if it is one.
  std::optional<WhenValue> only_date(std::uint32_t s) const {
    std::optional<WhenValue> out;
    for (const TimeMention* m : scene_.times_in(s, 0, scene_.tree(s).size())) {
      const TimeExpression& x = scene_.entities.times[static_cast<std::size_t>(m->time)];
      if (x.type != TimeType::kDate || x.value.size() < 4 || x.value[0] == 'X') continue;
      if (out && out->value.substr(0, 4) != x.value.substr(0, 4)) return std::nullopt;
      out = WhenValue{x.value, x.begin, x.end, {}};
    }
    // A day to come is not that of everything in the sentence; a year gone by mostly is.
    if (out && scene_.article.published &&
        out->begin.substr(0, 4) >= scene_.article.published->value.substr(0, 4))
      return std::nullopt;
    return out;
  }

  static bool argument_of(const Tree& t, WordId w, WordId clause) {
    for (int steps = 0; w >= 0 && steps < 3; ++steps) {
      if (t.head(w) == clause)
        return t.rel(w) == "obj" || t.rel(w) == "nsubj" || t.rel(w) == "obl" ||
               t.rel(w) == "conj" || t.rel(w) == "xcomp";
      w = t.head(w);
    }
    return false;
  }

  bool anniversary(const Tree& t, const Candidate& c) const {
    WordId at = c.trigger;
    for (int steps = 0; at >= 0 && steps < 4; ++steps) {
      if (t.lemma(at) == "anniversary" || t.lemma(at) == "commemoration") return true;
      if (t.rel(at) != "nmod" && t.rel(at) != "compound" && at != c.trigger) return false;
      at = t.head(at);
    }
    return false;
  }

  void stage(const Candidate& c, Event& e) const {
    e.stage = c.reality.stage ? c.reality.stage : c.rule->stage;
    const bool rule_only = !c.reality.stage;
    switch (e.status) {
      case EventStatus::kFuture:
        if (rule_only) e.stage = Stage::kPledged;
        break;
      case EventStatus::kHypothetical:
        if (rule_only) e.stage = Stage::kConsidered;
        break;
      case EventStatus::kNegated:
        if (rule_only || e.stage != Stage::kRefused)
          e.stage = c.reality.stage == Stage::kRefused ? e.stage : std::nullopt;
        break;
      default:
        break;
    }
  }

  void counts(const Candidate& c, Event& e) const {
    const Tree& t = scene_.tree(c.sentence);
    const auto kind = scene_.lexicon.count_kinds.find(t.lemma(c.trigger));
    if (kind == scene_.lexicon.count_kinds.end()) {
      // "an attack that killed three", "three were killed in the strike": the verb has its own
      // event.
      return;
    }
    const bool crowd = kind->second == "participants";
    for (const auto* list : {&c.objects, &c.targets, &c.sources}) {
      if (crowd != (list == &c.sources)) continue;
      for (const WordId w : *list)
        for (const WordId k : t.coordinated(w)) {
          if (!e.counts.empty()) return;
          if (auto n = count_of(scene_, c.sentence, kind->second, k))
            e.counts.push_back(std::move(*n));
        }
    }
  }

  // From the first to the last word that the event rests on.
  Span evidence(const Candidate& c, Span trigger) const {
    const Tree& t = scene_.tree(c.sentence);
    Span out = trigger;
    const auto take = [&](WordId w, bool phrase) {
      if (w < 0) return;
      const auto [a, b] = phrase ? t.phrase(w, true) : std::pair<WordId, WordId>{w, w + 1};
      const Span s = t.span(a, b - 1);
      out = {std::min(out.begin, s.begin), std::max(out.end, s.end)};
    };
    take(c.carrier, false);
    for (const WordId w : c.sources) take(w, true);
    for (const WordId w : c.targets) take(w, true);
    for (const WordId w : c.objects) take(w, true);
    if (c.reality.governor >= 0) take(c.reality.governor, false);
    return out;
  }

  // "Laos must wait": a demand of the speaker's on whom the sentence speaks of.
  void demanded(Index claim) {
    const Said& said = said_[static_cast<std::size_t>(claim)];
    const Statement& st = said.statement;
    if (st.speaker == kNone || st.act == StatementAct::kAsk || st.act == StatementAct::kDeny)
      return;
    const auto& sentences = scene_.analysis.sentences;
    const Deixis deixis = deixis_of(claim);
    int made = 0;
    for (const Span c : st.content) {
      auto at = std::upper_bound(sentences.begin(), sentences.end(), c.begin,
                                 [](std::uint32_t b, const Sentence& x) { return b < x.span.end; });
      for (; at != sentences.end() && at->span.begin < c.end && made < 8; ++at) {
        const auto s = static_cast<std::uint32_t>(at - sentences.begin());
        if (sentences[s].accurate) continue;  // the model sees demands by itself
        const Tree& t = scene_.tree(s);
        for (WordId w = 0; w < t.size() && made < 8; ++w)
          if (t.is_verb(w) && t.rel(w) != "aux" && c.contains(t.word(w).span) &&
              claim_of(s, t.word(w).span) == claim && obliged(t, w) && demand(s, w, claim, deixis))
            ++made;
      }
    }
  }

  static bool obliged(const Tree& t, WordId w) {
    // Only what the speaker says outright, no relative or conditional clause.
    WordId at = t.rel(w) == "xcomp" && t.head(w) >= 0 ? t.head(w) : w;
    for (int steps = 0; at >= 0 && steps < 4 && t.rel(at) == "conj"; ++steps) at = t.head(at);
    if (at < 0 || t.rel(at) == "acl" || t.rel(at) == "advcl") return false;
    for (const WordId c : t.children(w))
      if (t.rel(c) == "aux" &&
          (t.lemma(c) == "must" || t.form(c) == "should" || t.form(c) == "must"))
        return true;
    const WordId h = t.head(w);
    return t.rel(w) == "xcomp" && t.is_infinitive(w) && h >= 0 &&
           (t.lemma(h) == "need" || t.lemma(h) == "have") && t.child(h, "obj") < 0;
  }

  bool demand(std::uint32_t s, WordId w, Index claim, const Deixis& deixis) {
    const Tree& t = scene_.tree(s);
    const Statement& st = said_[static_cast<std::size_t>(claim)].statement;
    const WordId subject = surface_subject(t, w);
    if (subject < 0) return false;
    std::vector<Index> targets = actors_.actors_of(s, subject, &deixis);
    std::erase(targets, st.speaker);
    if (targets.empty() || t.passive(w)) return false;
    const std::vector<Candidate> all = find_candidates(scene_, s);
    const Candidate* inner = nullptr;
    for (const Candidate& c : all)
      if (t.under(c.trigger, w) &&
          (inner == nullptr || t.depth(c.trigger) < t.depth(inner->trigger)))
        inner = &c;
    Event e;
    e.sentence = static_cast<Index>(s);
    e.type = EventType::kRequest;
    e.cameo = "100";
    const auto governor = scene_.lexicon.governors.find("verb:" + t.lemma(w));
    const bool stops = governor != scene_.lexicon.governors.end() &&
                       governor->second.status == EventStatus::kOngoing;
    const std::string key = stops              ? "STOP"
                            : inner != nullptr ? std::string(name_of(inner->type))
                                               : "";
    if (const auto found = scene_.lexicon.refined.find({"100", key});
        found != scene_.lexicon.refined.end())
      e.cameo = found->second;
    if (const auto code = scene_.lexicon.codes.find(e.cameo); code != scene_.lexicon.codes.end()) {
      e.goldstein = code->second.goldstein;
      e.mode = code->second.mode;
      e.contexts = code->second.contexts;
    }
    e.quad = quad_of(e.type);
    e.sources = {st.speaker};
    e.targets = std::move(targets);
    e.trigger = t.word(w).span;
    e.evidence = t.span(std::min(t.first(subject), w), std::max(w, t.last(subject)));
    if (inner != nullptr) {
      const Span more = t.word(inner->trigger).span;
      e.evidence = {std::min(e.evidence.begin, more.begin), std::max(e.evidence.end, more.end)};
    }
    e.status = EventStatus::kActual;
    e.rule = "statement-demand:" + t.lemma(w);
    e.confidence = 0.7;
    out_.push_back(std::move(e));
    return true;
  }

  const Scene& scene_;
  Actors& actors_;
  const std::vector<Said>& said_;
  std::vector<std::vector<Index>> claims_;  // by sentence
  std::vector<Event> out_;
  std::vector<WordId> made_;  // the trigger of each
};

}  // namespace

std::string refine(const Lexicon& lexicon, const std::string& code,
                   const std::vector<std::string>& contexts) {
  for (const std::string& context : contexts) {
    const auto found = lexicon.refined.find({code, context});
    if (found != lexicon.refined.end()) return found->second;
  }
  return code;
}

std::vector<Event> find_events(const Scene& scene, Actors& actors, const std::vector<Said>& said) {
  return Builder(scene, actors, said).run();
}

}  // namespace dragoman::coding
