#include "coding/candidates.h"

#include <algorithm>

#include "coding/quantities.h"

namespace dragoman::coding {
namespace {

constexpr int kMaxDepth = 6;  // acts within acts

void add(std::vector<WordId>& out, WordId w) {
  if (w >= 0 && std::find(out.begin(), out.end(), w) == out.end()) out.push_back(w);
}

class Finder {
 public:
  Finder(const Scene& scene, std::uint32_t sentence)
      : scene_(scene),
        lexicon_(scene.lexicon),
        t_(scene.tree(sentence)),
        sentence_(sentence),
        seen_(static_cast<std::size_t>(t_.size()), -2) {}

  std::vector<Candidate> run() {
    // Verbs first: light ones claim their nouns.
    for (WordId w = 0; w < t_.size(); ++w)
      if (is_verbal(w)) at(w, 0);
    for (WordId w = 0; w < t_.size(); ++w)
      if (t_.upos(w) == Upos::kNoun || t_.upos(w) == Upos::kPropn) at(w, 0);
    if (t_.sentence().accurate) reconcile();
    for (std::size_t i = 0; i < out_.size(); ++i)
      if (out_[i].inner >= 0)
        out_[static_cast<std::size_t>(out_[i].inner)].outer = static_cast<int>(i);
    for (Candidate& c : out_) {
      c.reality = reality_of(scene_, sentence_, c.trigger, c.carrier, c.type);
      if (c.read != nullptr) c.reality.status = c.read->status;
    }
    return std::move(out_);
  }

 private:
  bool is_verbal(WordId w) const {
    return t_.upos(w) == Upos::kVerb || (t_.upos(w) == Upos::kAdj && t_.xpos(w) == "VBN");
  }

  // The candidate triggered by a word, made if need be; -1 if there is none.
  int at(WordId w, int depth) {
    if (w < 0 || depth > kMaxDepth) return -1;
    int& seen = seen_[static_cast<std::size_t>(w)];
    if (seen != -2) return seen;
    seen = -1;
    const int made = is_verbal(w) ? verb(w, depth) : noun(w, kNoWord, nullptr, nullptr);
    seen_[static_cast<std::size_t>(w)] = made;
    return made;
  }

  // ---- conditions

  bool matches(const Condition& c, WordId w) const {
    if (c.lemmas.empty() && c.classes.empty()) return true;
    for (const WordId k : t_.coordinated(content_noun(lexicon_, t_, w))) {
      const std::string& l = t_.lemma(k);
      if (std::find(c.lemmas.begin(), c.lemmas.end(), l) != c.lemmas.end()) return true;
      for (const std::string& cls : c.classes)
        if (lexicon_.in_class(l, cls)) return true;
    }
    return false;
  }

  bool actor(WordId w) const {
    if (w < 0) return false;
    // "12 tanks", "four drones": a thing, whoever owns it.
    const WordMention* m = scene_.mention_at(sentence_, w);
    const std::string& l = t_.lemma(w);
    if ((m == nullptr || m->form == MentionForm::kNominal) && lexicon_.item(l) != nullptr &&
        !lexicon_.in_class(l, "forces") && !lexicon_.in_class(l, "person"))
      return false;
    const Index e = m == nullptr ? kNone : m->entity;
    return (e != kNone && scene_.is_actor(e)) || lexicon_.in_class(t_.lemma(w), "person");
  }

  // A country, government or other body, as against people.
  bool state(WordId w) const {
    const Index e = w < 0 ? kNone : scene_.entity_at(sentence_, w);
    if (e == kNone) return false;
    const EntityKind kind = scene_.entities.entities[static_cast<std::size_t>(e)].kind;
    return kind == EntityKind::kCountry || kind == EntityKind::kOrganization ||
           kind == EntityKind::kPlace;
  }

  // The word that a particle of the rule binds: -2 no particle there, kNoWord a mere particle.
  WordId particle(WordId v, const std::string& p, const Arguments& a) const {
    for (const WordId c : t_.children(v)) {
      if (t_.lemma(c) == p && c > v &&
          (t_.full_rel(c) == "compound:prt" || t_.rel(c) == "advmod" || t_.rel(c) == "case"))
        return kNoWord;
    }
    for (const Arguments::Oblique& o : a.obliques)
      if (o.preposition == p && o.word > v) return o.word;
    for (const WordId c : t_.children(v))  // "called for releasing"
      if (t_.is_verb(c) && c > v && t_.has_child_lemma(c, "mark", p)) return c;
    return -2;
  }

  bool holds_verb(const Condition& c, WordId v, const Arguments& a, int inner) const {
    bool found = false;
    if (c.slot == "obj")
      found = a.object >= 0 && matches(c, a.object);
    else if (c.slot == "iobj")
      found = a.indirect >= 0 && matches(c, a.indirect);
    else if (c.slot == "subj")
      found = a.subject >= 0 && matches(c, a.subject);
    else if (c.slot == "objactor")
      found = actor(a.object);
    else if (c.slot == "subjstate")
      found = state(a.subject);
    else if (c.slot == "subjactor")
      found = actor(a.subject);
    else if (c.slot == "xcomp")
      found = clause(v, a) >= 0 && (c.lemmas.empty() || matches(c, clause(v, a)));
    else if (c.slot == "bidden")
      found = bidden(clause(v, a));
    else if (c.slot == "ccomp")
      found = a.ccomp >= 0;
    else if (c.slot == "pass")
      found = a.passive;
    else if (c.slot == "inner") {
      found = inner >= 0;
      if (found && !c.lemmas.empty())
        found = std::find(c.lemmas.begin(), c.lemmas.end(),
                          std::string(name_of(out_[static_cast<std::size_t>(inner)].type))) !=
                c.lemmas.end();
    } else {
      for (const Arguments::Oblique& o : a.obliques)
        if (o.preposition == c.slot && matches(c, o.word)) found = true;
      if (!found && c.lemmas.empty() && c.classes.empty())
        for (const WordId k : t_.children(v))
          if (t_.is_verb(k) && k > v && t_.has_child_lemma(k, "mark", c.slot)) found = true;
    }
    return found != c.negated;
  }

  // What somebody is told to do, not what he is told: "to leave", "that he must leave".
  bool bidden(WordId c) const {
    if (c < 0 || !t_.is_verb(c)) return false;
    if (t_.is_infinitive(c)) return true;
    for (const WordId k : t_.children(c))
      if (t_.rel(k) == "aux" && (t_.form(k) == "should" || t_.form(k) == "must")) return true;
    return false;
  }

  bool holds_noun(const Condition& c, WordId n, WordId light_verb) const {
    bool found = false;
    if (c.slot == "mod") {
      for (const WordId k : t_.children(n))
        if ((t_.rel(k) == "amod" || t_.rel(k) == "compound" || t_.rel(k) == "nummod") &&
            matches(c, k))
          found = true;
    } else if (c.slot == "poss") {
      found = t_.child_full(n, "nmod:poss") >= 0;
    } else if (c.slot == "plural") {
      found = t_.xpos(n) == "NNS" || t_.xpos(n) == "NNPS";
    } else if (c.slot == "of_verb") {
      const WordId v = light_verb >= 0 ? light_verb : t_.head(n);
      found = v >= 0 && t_.is_verb(v) && matches(c, v);
    } else {
      for (const WordId k : t_.children(n))
        if (t_.rel(k) == "nmod" && t_.preposition(k) == c.slot && matches(c, k)) found = true;
    }
    return found != c.negated;
  }

  // The clause that a verb governs as what is to be done.
  WordId clause(WordId v, const Arguments& a) const {
    if (a.xcomp >= 0) return a.xcomp;
    for (const WordId c : t_.children(v))
      if (t_.rel(c) == "advcl" && c > v && t_.is_infinitive(c)) return c;
    if (a.ccomp >= 0) return a.ccomp;
    for (const WordId c : t_.children(v))
      if (t_.rel(c) == "advcl" && c > v &&
          (t_.has_child_lemma(c, "mark", "of") || t_.has_child_lemma(c, "mark", "for") ||
           t_.has_child_lemma(c, "mark", "from") || t_.has_child_lemma(c, "mark", "against") ||
           t_.has_child_lemma(c, "mark", "to") || t_.has_child_lemma(c, "mark", "with")))
        return c;
    return kNoWord;
  }

  // ---- verbs

  int verb(WordId v, int depth) {
    const auto rules = lexicon_.event_verbs.find(t_.lemma(v));
    const Arguments a = arguments_of(t_, v);
    int inner = -1;
    bool looked = false;
    const auto look = [&] {
      if (looked) return;
      looked = true;
      const WordId c = clause(v, a);
      if (c >= 0) inner = at(c, depth + 1);
      if (inner < 0 && c >= 0) {
        // "agreed to begin supplying", "urged X to stop sending": through an aspectual verb.
        const Arguments deeper = arguments_of(t_, c);
        if (deeper.xcomp >= 0)
          inner = at(deeper.xcomp, depth + 1);
        else if (deeper.object >= 0 && lexicon_.event_nouns.count(t_.lemma(deeper.object)) != 0)
          inner = at(deeper.object, depth + 1);
      }
      if (inner < 0 && a.object >= 0) inner = noun_inner(a.object, v, depth);
      if (inner < 0)
        for (const Arguments::Oblique& o : a.obliques)
          if (o.preposition == "for" || o.preposition == "on" || o.preposition == "to" ||
              o.preposition == "with" || o.preposition == "of" || o.preposition == "over" ||
              o.preposition == "in" || o.preposition == "from" || o.preposition == "against") {
            inner = noun_inner(o.word, v, depth);
            if (inner >= 0) break;
          }
    };
    if (rules == lexicon_.event_verbs.end()) return -1;
    for (const EventRule& rule : rules->second) {
      Arguments b = a;
      if (!rule.particle.empty()) {
        const WordId bound = particle(v, rule.particle, a);
        if (bound == -2) continue;
        if (bound >= 0 && b.object < 0) b.object = bound;
      }
      bool all = true;
      for (const Condition& c : rule.when) {
        if (c.slot == "inner") look();
        if (!holds_verb(c, v, b, inner)) {
          all = false;
          break;
        }
      }
      if (!all) continue;
      if (rule.light) {
        const int made = light(v, b, rule);
        if (made >= 0) return made;
        continue;
      }
      if (needs_inner(rule)) look();
      // A verb without an object cannot be passive: "thousands protested" read as a participle.
      if (b.passive && b.subject < 0 && !rule.roles.target.empty() &&
          rule.roles.target.front() != "obj" && rule.roles.target.front() != "iobj" &&
          rule.roles.object.empty() && b.object >= 0 && t_.child_full(v, "aux:pass") < 0) {
        b.subject = b.object;
        b.object = kNoWord;
        b.passive = false;
      }
      Candidate c;
      c.trigger = c.carrier = v;
      c.shape = b.passive                       ? "passive"
                : t_.full_rel(v) == "acl:relcl" ? "relative"
                : b.inherited                   ? "shared-subject"
                                                : "verb";
      start(c, rule);
      c.inner = inner;
      for (const std::string& slot : rule.roles.source) fill(slot, v, b, inner, c.sources);
      for (const std::string& slot : rule.roles.target) fill(slot, v, b, inner, c.targets);
      for (const std::string& slot : rule.roles.object) fill(slot, v, b, inner, c.objects);
      finish(c, inner);
      return push(std::move(c));
    }
    return -1;
  }

  int noun_inner(WordId n, WordId v, int depth) {
    (void)v;
    if (depth + 1 > kMaxDepth) return -1;
    return at(content_noun(lexicon_, t_, n), depth + 1);
  }

  static bool needs_inner(const EventRule& rule) {
    switch (rule.type) {
      case EventType::kAgree:
      case EventType::kRequest:
      case EventType::kReject:
      case EventType::kThreaten:
      case EventType::kConcede:
      case EventType::kAccuse:
      case EventType::kSupport:
        return true;
      default:
        break;
    }
    for (const auto* list : {&rule.roles.source, &rule.roles.target})
      if (std::find(list->begin(), list->end(), "inner") != list->end()) return true;
    return false;
  }

  void start(Candidate& c, const EventRule& rule) const {
    c.sentence = sentence_;
    c.rule = &rule;
    c.type = rule.type;
    c.mode = rule.mode;
    c.cameo = rule.cameo;
    c.mutual = rule.roles.mutual;
  }

  void fill(const std::string& slot, WordId v, const Arguments& a, int inner,
            std::vector<WordId>& out) const {
    if (slot == "subj")
      add(out, a.subject);
    else if (slot == "obj")
      add(out, a.object);
    else if (slot == "iobj")
      add(out, a.indirect);
    else if (slot == "xsubj") {
      const WordId c = clause(v, a);
      if (c >= 0) {
        const WordId s = surface_subject(t_, c);
        if (s != a.subject) add(out, s);
      }
    } else if (slot == "inner") {
      if (inner < 0) return;
      const Candidate& i = out_[static_cast<std::size_t>(inner)];
      for (const WordId w : i.targets)
        if (w != a.subject) add(out, w);
      for (const WordId w : i.sources)
        if (w != a.subject) add(out, w);
    } else {
      for (const Arguments::Oblique& o : a.obliques)
        if (o.preposition == slot) add(out, o.word);
    }
  }

  // What is promised, asked, refused or threatened refines the code: 030 of an AID is 033.
  void finish(Candidate& c, int inner) const {
    if (inner < 0) return;
    const Candidate& i = out_[static_cast<std::size_t>(inner)];
    const auto found = lexicon_.refined.find({c.cameo, std::string(name_of(i.type))});
    if (found == lexicon_.refined.end()) return;
    c.cameo = found->second;
    const auto code = lexicon_.codes.find(c.cameo);
    if (code != lexicon_.codes.end() && !code->second.mode.empty()) c.mode = code->second.mode;
    if (c.objects.empty()) c.objects = i.objects;
  }

  // "provide support to X", "carry out strikes on X", "receive support from X"
  int light(WordId v, const Arguments& a, const EventRule& rule) {
    WordId n = a.object;
    if (n < 0) return -1;
    n = content_noun(lexicon_, t_, n);
    for (const WordId k : t_.coordinated(n)) {
      int& seen = seen_[static_cast<std::size_t>(k)];
      if (seen >= 0) {
        // A relative clause speaks of a noun that another verb has: its roles are the better ones.
        if (t_.full_rel(v) != "acl:relcl") continue;
      }
      const int made = noun(k, v, &a, &rule);
      if (made < 0) continue;
      seen = made;
      return made;
    }
    return -1;
  }

  // ---- nouns

  void fill_noun(const std::string& slot, WordId n, WordId light_verb, const Arguments* la,
                 std::vector<WordId>& out) const {
    if (slot == "poss") {
      add(out, t_.child_full(n, "nmod:poss"));
      return;
    }
    if (slot == "mod") {
      for (const WordId c : t_.children(n))
        if ((t_.rel(c) == "amod" || t_.rel(c) == "compound") && c < n) {
          const WordMention* m = scene_.mention_at(sentence_, c);
          const bool own = m != nullptr && static_cast<WordId>(m->end) > n;  // the act's own name
          const Index e = m != nullptr && !own ? m->entity : kNone;
          if (e != kNone && scene_.is_actor(e))
            add(out, c);
          else  // "U.S.-led strikes", "South Korea-Japan talks"
            for (const WordId k : t_.children(c)) {
              const Index inner = scene_.entity_at(sentence_, k);
              if (inner != kNone && scene_.is_actor(inner)) add(out, k);
            }
        }
      return;
    }
    if (slot == "verb") {
      if (la != nullptr) {
        add(out, la->subject);
        return;
      }
      const WordId h = t_.head(n);
      if (t_.rel(n) == "advcl" &&
          t_.child(n, "mark") >= 0) {  // "after meeting with X" read as a noun
        add(out, surface_subject(t_, n));
        return;
      }
      if (h < 0 || !t_.is_verb(h) || !lexicon_.in_class(t_.lemma(h), "attend")) return;
      if (t_.rel(n) != "obj" && t_.rel(n) != "obl") return;
      add(out, arguments_of(t_, h).subject);
      return;
    }
    if (slot == "guests") {  // "invited to the summit", "join the talks", "host the summit"
      WordId at = n;
      const WordId h = t_.head(at);
      if (h < 0 || !t_.is_verb(h) || !lexicon_.in_class(t_.lemma(h), "attend")) return;
      const Arguments a = arguments_of(t_, h);
      add(out, a.object == n ? a.subject : a.object >= 0 ? a.object : a.subject);
      if (a.object != n && a.subject != n) add(out, a.subject);
      return;
    }
    for (const WordId c : t_.children(n))
      if (t_.rel(c) == "nmod" && t_.full_rel(c) != "nmod:poss" && t_.preposition(c) == slot)
        add(out, c);
    // The parser may hang the phrase on the verb: "launched an attack on X".
    const WordId h = light_verb >= 0 ? light_verb : t_.head(n);
    if (h >= 0 && t_.is_verb(h) &&
        (light_verb >= 0 || t_.rel(n) == "obj" || t_.full_rel(n) == "nsubj:pass") && slot != "in" &&
        slot != "by")
      for (const WordId c : t_.children(h))
        if (t_.rel(c) == "obl" && c > n && t_.preposition(c) == slot) add(out, c);
  }

  int noun(WordId n, WordId light_verb, const Arguments* la, const EventRule* light_rule) {
    const auto rules = lexicon_.event_nouns.find(t_.lemma(n));
    if (rules == lexicon_.event_nouns.end()) return -1;
    if (t_.rel(n) == "compound" || t_.rel(n) == "flat") return -1;  // "attack helicopter"
    for (const EventRule& rule : rules->second) {
      bool all = true;
      for (const Condition& c : rule.when)
        if (!holds_noun(c, n, light_verb)) {
          all = false;
          break;
        }
      if (!all) continue;
      Candidate c;
      c.trigger = n;
      c.carrier = light_verb >= 0 ? light_verb : carrier_of(n);
      c.shape = light_verb >= 0 ? "light" : "nominal";
      start(c, rule);
      if (light_rule != nullptr) {
        for (const std::string& slot : light_rule->roles.source)
          light_fill(slot, n, light_verb, *la, c.sources);
        for (const std::string& slot : light_rule->roles.target)
          light_fill(slot, n, light_verb, *la, c.targets);
      }
      if (light_rule == nullptr || c.sources.empty())
        for (const std::string& slot : rule.roles.source)
          fill_noun(slot, n, light_verb, la, c.sources);
      for (const std::string& slot : rule.roles.target)
        fill_noun(slot, n, light_verb, la, c.targets);
      for (const std::string& slot : rule.roles.object) {
        if (slot == "self")
          add(c.objects, n);
        else
          fill_noun(slot, n, light_verb, la, c.objects);
      }
      // The same phrase cannot be both sides.
      std::erase_if(c.targets, [&](WordId w) {
        return std::find(c.sources.begin(), c.sources.end(), w) != c.sources.end();
      });
      return push(std::move(c));
    }
    return -1;
  }

  void light_fill(const std::string& slot, WordId n, WordId v, const Arguments& a,
                  std::vector<WordId>& out) const {
    if (slot == "subj")
      add(out, a.subject);
    else if (slot == "iobj")
      add(out, a.indirect);
    else {
      for (const Arguments::Oblique& o : a.obliques)
        if (o.preposition == slot && o.word != n) add(out, o.word);
      (void)v;
      for (const WordId c : t_.children(n))
        if (t_.rel(c) == "nmod" && t_.preposition(c) == slot) add(out, c);
    }
  }

  // "talks took place", "a visit began": the verb that says that it happened carries its tense.
  WordId carrier_of(WordId n) const {
    const WordId h = t_.head(n);
    if (h < 0 || !t_.is_verb(h)) return n;
    const std::string_view r = t_.rel(n);
    if ((r == "nsubj" || t_.full_rel(n) == "nsubj:pass") &&
        lexicon_.in_class(t_.lemma(h), "happen"))
      return h;
    return n;
  }

  // ---- what the accurate model reads

  // Holds the rules' candidates to the triggers that the model found, and makes candidates of those
  // that no rule describes. The rules of a codebook of the user's own stand as they are.
  void reconcile() {
    for (Candidate& c : out_) c.refuted = !c.rule->own;
    for (const ReadTrigger& trigger : t_.sentence().triggers) {
      const WordId head =
          t_.top(static_cast<WordId>(trigger.begin), static_cast<WordId>(trigger.end));
      int found = candidate_of(trigger, head);
      const bool ruled = found >= 0;
      if (!ruled) found = generic(head, trigger);
      Candidate& c = out_[static_cast<std::size_t>(found)];
      if (c.rule->own) continue;
      c.described = ruled && c.type == trigger.type;
      c.refuted = false;
      c.read = &trigger;
      adopt(c, trigger);
      c.read_sources = sides(trigger.sources, c.trigger);
      c.read_targets = sides(trigger.targets, c.trigger);
      // Those who are named in one breath stand on one side.
      if (c.type != EventType::kConsult && c.type != EventType::kCooperate)
        for (const WordId s : c.read_sources)
          for (const WordId k : t_.coordinated(s))
            if (k != s) std::erase(c.read_targets, k);
    }
  }

  // Heads of the words that were read in a role. What a quotation tells has its actors inside it,
  // if it names any.
  std::vector<WordId> sides(const WordList& words, WordId trigger) const {
    std::vector<WordId> out = t_.heads(words);
    const int quotation = scene_.quotation_at(sentence_, trigger);
    const auto inside = [&](WordId w) { return scene_.quotation_at(sentence_, w) == quotation; };
    if (quotation >= 0 && std::any_of(out.begin(), out.end(), inside))
      std::erase_if(out, [&](WordId w) { return !inside(w); });
    return out;
  }

  // The rules' candidate that a trigger speaks of: best that of its head, else one of the same type
  // among its words, else any, else one whose verb it is and whose noun is no trigger itself.
  int candidate_of(const ReadTrigger& trigger, WordId head) const {
    const auto within = [](const ReadTrigger& x, WordId w) {
      return w >= static_cast<WordId>(x.begin) && w < static_cast<WordId>(x.end);
    };
    int best = -1, rank = 0;
    for (std::size_t i = 0; i < out_.size(); ++i) {
      const Candidate& c = out_[i];
      if (c.read != nullptr) continue;
      const auto& all = t_.sentence().triggers;
      const int now = c.trigger == head            ? 4
                      : within(trigger, c.trigger) ? (c.type == trigger.type ? 3 : 2)
                      : within(trigger, c.carrier) && std::none_of(all.begin(), all.end(),
                                                                   [&](const ReadTrigger& x) {
                                                                     return within(x, c.trigger);
                                                                   })
                          ? 1
                          : 0;
      if (now > rank) {
        rank = now;
        best = static_cast<int>(i);
      }
    }
    return best;
  }

  // The model's type and mode. Of another type the rule that was found is not the right one.
  void adopt(Candidate& c, const ReadTrigger& trigger) const {
    const std::string mode(trigger.mode);
    const ActRules& act = lexicon_.act(trigger.type, mode);
    if (c.type != trigger.type) {
      const bool mutual = c.mutual && trigger.type == EventType::kAgree;  // "will meet"
      start(c, t_.is_verb(c.trigger) ? act.verb : act.noun);
      c.mutual = c.mutual || mutual;
      c.shape = "other-" + c.shape;
      finish(c, c.inner);
    } else if (!mode.empty() && c.mode != mode) {
      c.mode = mode;
      c.cameo = act.verb.cameo;
    }
  }

  int generic(WordId w, const ReadTrigger& trigger) {
    const ActRules& act = lexicon_.act(trigger.type, std::string(trigger.mode));
    Candidate c;
    c.trigger = c.carrier = w;
    if (t_.is_nominal(w)) {
      c.shape = "noun";
      start(c, act.noun);
      const WordId h = t_.head(w);
      const bool governed =
          h >= 0 && t_.is_verb(h) && (t_.rel(w) == "obj" || t_.full_rel(w) == "nsubj:pass");
      std::optional<Arguments> a;
      if (governed) a = arguments_of(t_, h);
      c.carrier = governed ? h : carrier_of(w);
      const auto fill_all = [&](const std::vector<std::string>& slots, std::vector<WordId>& out) {
        for (const std::string& slot : slots)
          fill_noun(slot, w, governed ? h : kNoWord, a ? &*a : nullptr, out);
      };
      fill_all(act.noun.roles.source, c.sources);
      fill_all(act.noun.roles.target, c.targets);
      fill_all(act.noun.roles.object, c.objects);
    } else {
      const Arguments a = arguments_of(t_, w);
      const WordId governed = clause(w, a);
      const int inner = governed >= 0 ? at(governed, 1) : -1;
      c.shape = a.passive ? "passive" : "verb";
      start(c, act.verb);
      c.inner = inner;
      for (const std::string& slot : act.verb.roles.source) fill(slot, w, a, inner, c.sources);
      for (const std::string& slot : act.verb.roles.target) fill(slot, w, a, inner, c.targets);
      for (const std::string& slot : act.verb.roles.object) fill(slot, w, a, inner, c.objects);
      finish(c, inner);
    }
    std::erase_if(c.targets, [&](WordId x) {
      return std::find(c.sources.begin(), c.sources.end(), x) != c.sources.end();
    });
    return push(std::move(c));
  }

  int push(Candidate c) {
    out_.push_back(std::move(c));
    return static_cast<int>(out_.size()) - 1;
  }

  const Scene& scene_;
  const Lexicon& lexicon_;
  const Tree& t_;
  std::uint32_t sentence_;
  std::vector<int> seen_;  // by word: -2 not looked at, -1 no candidate, else its index
  std::vector<Candidate> out_;
};

}  // namespace

std::vector<Candidate> find_candidates(const Scene& scene, std::uint32_t sentence) {
  return Finder(scene, sentence).run();
}

}  // namespace dragoman::coding
