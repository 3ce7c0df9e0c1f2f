#include "coding/cues.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

using Words = std::pair<WordId, WordId>;

class Finder {
 public:
  Finder(const Scene& scene, std::uint32_t sentence)
      : scene_(scene), lexicon_(scene.lexicon), t_(scene.tree(sentence)), sentence_(sentence) {}

  std::vector<Cue> run() {
    for (WordId w = 0; w < t_.size(); ++w) {
      if (t_.upos(w) == Upos::kVerb)
        verb(w);
      else if (t_.upos(w) == Upos::kNoun)
        noun(w);
      if (t_.form(w) == "according" || t_.form(w) == "per") according(w);
    }
    return std::move(cues_);
  }

 private:
  // Words of the subtree of `top` that do not belong to `without`, cut to [first, last] runs and
  // trimmed of commas at their ends.
  std::vector<Words> clause_words(WordId top, WordId without) const {
    const bool cut = without >= 0 && t_.under(without, top);
    std::vector<Words> out;
    const auto put = [&](WordId begin, WordId end) {
      const Words r = trimmed({begin, cut_at_participle(begin, end, top)});
      if (r.first < r.second) out.push_back(r);
    };
    if (!cut) {
      put(t_.first(top), t_.last(top) + 1);
      return out;
    }
    WordId begin = kNoWord;
    for (WordId w = t_.first(top); w <= t_.last(top) + 1; ++w) {
      const bool in = w <= t_.last(top) && !t_.under(w, without);
      if (in && begin < 0) begin = w;
      if (!in && begin >= 0) {
        put(begin, w);
        begin = kNoWord;
      }
    }
    return out;
  }

  // "C, adding that D": a participle of saying that the parser drew into the clause ends it.
  WordId cut_at_participle(WordId begin, WordId end, WordId top) const {
    for (WordId w = begin + 2; w < end; ++w)
      if (w != top && reporting_participle(w)) return w;
    return end;
  }

  // A participle of saying behind a comma, with something said behind it.
  bool reporting_participle(WordId w) const {
    if (t_.xpos(w) != "VBG" || w == 0 || (t_.form(w - 1) != "," && !is_mark(w - 1))) return false;
    if (w > 1 && is_mark(w - 1) && t_.form(w - 2) != ",") return false;
    const ReportingVerb* v = lexicon_.reporting_verb(t_, w);
    if (v == nullptr || !v->direct || v->cognition) return false;
    if (w + 1 >= t_.size()) return false;
    const std::string& next = t_.form(w + 1);
    return next == "," || next == "that" || next == ":" || is_mark(w + 1) ||
           t_.child(w, "ccomp") >= 0;
  }

  bool is_mark(WordId w) const {
    const std::string& f = t_.form(w);
    return f == "\"" || f == "''" || f == "``" || f == "\u201c" || f == "\u201d" || f == "'" ||
           f == "\u2018" || f == "\u2019";
  }

  bool speaks(WordId w) const {
    if (w < 0) return false;
    const std::string& f = t_.form(w);
    if (t_.upos(w) == Upos::kPron)
      return f == "he" || f == "she" || f == "they" || f == "i" || f == "we" || f == "who";
    return scene_.is_actor(scene_.entity_at(sentence_, w)) ||
           lexicon_.in_class(t_.lemma(w), "person") || lexicon_.in_class(t_.lemma(w), "document");
  }

  // The subject of a participle of saying is that of the nearest clause above whose subject can
  // speak.
  WordId participle_subject(WordId v) const {
    WordId at = v;
    for (int steps = 0; steps < 10 && t_.head(at) >= 0; ++steps) {
      at = t_.head(at);
      const bool predicate = t_.is_verb(at) || t_.child(at, "nsubj") >= 0;
      if (!predicate || scene_.quotation_at(sentence_, at) >= 0) continue;
      const WordId s = arguments_of(t_, at).subject;
      if (speaks(s)) return s;
    }
    return kNoWord;
  }

  Words trimmed(Words r) const {
    const auto junk = [&](WordId w) {
      return t_.upos(w) == Upos::kPunct && t_.form(w) != ")" && t_.form(w) != "(" &&
             t_.form(w) != "%" && t_.form(w) != "$";
    };
    while (r.first < r.second &&
           (junk(r.first) || (t_.rel(r.first) == "mark" && t_.form(r.first) == "that")))
      ++r.first;
    while (r.second > r.first && junk(r.second - 1)) --r.second;
    return r;
  }

  bool negated(WordId v) const {
    for (const WordId c : t_.children(v)) {
      const std::string& l = t_.lemma(c);
      if (t_.rel(c) == "advmod" &&
          (l == "not" || l == "n't" || l == "never" || t_.form(c) == "n't"))
        return true;
    }
    return false;
  }

  bool conditional(WordId v) const {
    for (const WordId c : t_.children(v))
      if (t_.rel(c) == "mark" &&
          (t_.form(c) == "if" || t_.form(c) == "unless" || t_.form(c) == "whether"))
        return true;
    return false;
  }

  // The verb with its auxiliaries left out, its particle taken in: "pointed out".
  Span cue_span(WordId v, const ReportingVerb* entry) const {
    if (entry != nullptr && !entry->particle.empty())
      for (const WordId c : t_.children(v))
        if (c > v && c - v <= 2 && entry->particle.compare(0, t_.lemma(c).size(), t_.lemma(c)) == 0)
          return t_.span(v, c);
    return t_.word(v).span;
  }

  void addressees_of(WordId v, const ReportingVerb* entry, const Arguments& a, Cue& cue) const {
    const auto add = [&](WordId w) {
      if (w < 0 || w == cue.speaker) return;
      for (const WordId c : t_.coordinated(w)) cue.addressees.push_back(c);
    };
    if (entry == nullptr) return;
    switch (entry->addressee) {
      case 'o':
        if (a.indirect >= 0)
          add(a.indirect);
        else if (a.object >= 0 && (a.ccomp >= 0 || a.xcomp >= 0 || cue.wants_quotation))
          add(a.object);
        if (entry->particle == "on" || entry->particle == "upon") add(a.oblique(entry->particle));
        if (a.object < 0 && a.indirect < 0) add(a.oblique("to"));
        break;
      case 't':
        add(a.oblique("to"));
        break;
      case 'w':
        add(a.oblique("with"));
        break;
      case 'a':
        add(a.oblique("at"));
        break;
      default:
        break;
    }
    (void)v;
  }

  // "He addressed China, saying", "She turned to the generals and said"
  void addressees_of_main(WordId participle, Cue& cue) const {
    const WordId h = t_.head(participle);
    if (h < 0 || !t_.is_verb(h)) return;
    const std::string& l = t_.lemma(h);
    WordId w = kNoWord;
    if (l == "address" || l == "tell" || l == "call" || l == "phone" || l == "thank")
      w = t_.child(h, "obj");
    if (l == "turn" || l == "speak" || l == "write" || l == "appeal" || l == "talk")
      for (const WordId c : t_.children(h))
        if (t_.rel(c) == "obl" && t_.preposition(c) == "to") w = c;
    if (w >= 0 && scene_.is_actor(scene_.entity_at(sentence_, w)))
      for (const WordId c : t_.coordinated(w)) cue.addressees.push_back(c);
  }

  // Where a parser lost the subject of a tag: the name right behind or before the verb.
  WordId nearest_subject(WordId v) const {
    for (const WordId step : {1, -1}) {
      WordId w = v + step;
      if (w < 0 || w >= t_.size()) continue;
      if (t_.upos(w) == Upos::kDet && step > 0 && w + 1 < t_.size()) ++w;
      if (!t_.is_nominal(w)) continue;
      while (t_.head(w) >= 0 && t_.is_nominal(t_.head(w)) && !t_.under(v, t_.head(w)) &&
             (t_.rel(w) == "compound" || t_.rel(w) == "flat" || t_.rel(w) == "nmod"))
        w = t_.head(w);
      if (scene_.mention_at(sentence_, w) != nullptr) return w;
    }
    return kNoWord;
  }

  void verb(WordId v) {
    const ReportingVerb* entry = lexicon_.reporting_verb(t_, v);
    const Arguments a = arguments_of(t_, v);
    Cue cue;
    cue.sentence = sentence_;
    cue.word = v;
    cue.verb = entry;
    cue.span = cue_span(v, entry);
    cue.nested = scene_.quotation_at(sentence_, v) >= 0;
    cue.negated = negated(v);
    cue.speaker = a.subject >= 0 ? a.subject : kNoWord;
    cue.act = entry != nullptr ? entry->act : StatementAct::kAssert;
    const bool participle = t_.xpos(v) == "VBG" && (t_.rel(v) == "advcl" || t_.rel(v) == "conj" ||
                                                    t_.rel(v) == "xcomp" || t_.rel(v) == "acl");
    cue.only_following = participle;
    if (participle && entry != nullptr && (!speaks(cue.speaker) || reporting_participle(v)) &&
        !(t_.rel(v) == "acl" && !reporting_participle(v))) {
      const WordId s = participle_subject(v);
      if (s >= 0) cue.speaker = s;
    }
    if (conditional(v) && entry != nullptr && !cue.nested) return;

    if (quoted_as(v, cue)) return;
    const bool as_clause =
        t_.rel(v) == "advcl" && t_.has_child_lemma(v, "mark", "as") && a.ccomp < 0;

    if (a.ccomp >= 0 && !as_clause &&
        (entry != nullptr || t_.has_child_lemma(a.ccomp, "mark", "that"))) {
      complement(v, entry, a, cue);
      return;
    }
    if (entry == nullptr) {
      open_class(v, a, cue);
      return;
    }
    if (as_clause && entry->bare) {
      const WordId h = t_.head(v);
      cue.rule = "as-clause:" + entry->lemma;
      cue.content = clause_words(h, v);
      cue.predicate = h;
      push(std::move(cue));
      return;
    }
    if (directive(v, entry, a, cue)) return;
    if (accusation(v, entry, a, cue)) return;
    if (tag(v, entry, cue)) return;
    if (naming(v, entry, a, cue)) return;
    if (entry->cls == "deny" && (a.object >= 0 || a.xcomp >= 0) && !a.passive && cue.speaker >= 0 &&
        (entry->lemma == "deny" || entry->lemma == "dispute" || entry->lemma == "refute")) {
      const WordId what = a.xcomp >= 0 ? a.xcomp : a.object;
      cue.rule = "denial:" + entry->lemma;
      cue.content = clause_words(what, kNoWord);
      cue.predicate = what;
      push(std::move(cue));
      return;
    }
    // "He addressed China, saying, …": the quotation follows, the tree does not hold it.
    if (entry->direct || entry->bare || entry->nominal) {
      cue.wants_quotation = true;
      cue.rule =
          std::string(participle ? "participle-quotation:" : "verb-quotation:") + entry->lemma;
      addressees_of(v, entry, a, cue);
      addressees_of_main(v, cue);
      const WordId tail = t_.child(v, "parataxis");
      if (tail > v && entry->bare && colon_between(v, tail)) {
        cue.content = clause_words(tail, kNoWord);
        cue.predicate = tail;
        cue.wants_quotation = false;
      }
      push(std::move(cue));
    }
  }

  bool colon_between(WordId a, WordId b) const {
    for (WordId w = a + 1; w < b; ++w)
      if (t_.form(w) == ":") return true;
    return false;
  }

  void complement(WordId v, const ReportingVerb* entry, const Arguments& a, Cue& cue) {
    const bool quoted = scene_.quotation_at(sentence_, a.ccomp) >= 0 && !cue.nested;
    if (entry == nullptr) {
      // An unlisted verb with a that-clause and somebody as its subject.
      if (cue.speaker < 0 || cue.nested || cue.negated) return;
      const WordMention* m = scene_.mention_at(sentence_, cue.speaker);
      if (m == nullptr || !scene_.is_actor(m->entity)) return;
      if (!quoted && lexicon_.in_class(t_.lemma(v), "mind")) return;
      cue.rule = "open-that:" + t_.lemma(v);
    } else {
      if (entry->cognition && !quoted) return;
      if (entry->cls == "evidence" && !quoted &&
          !scene_.is_actor(scene_.entity_at(sentence_, cue.speaker)) &&
          !lexicon_.in_class(cue.speaker >= 0 ? t_.lemma(cue.speaker) : "", "document"))
        return;
      cue.rule = std::string(a.passive            ? "passive-clause:"
                             : cue.only_following ? "participle-clause:"
                                                  : "clause:") +
                 entry->lemma;
      if (entry->question || entry->cls == "ask") {
        const WordId first = t_.first(a.ccomp);
        const std::string& f = t_.form(first);
        if (entry->cls == "ask" && (f == "whether" || f == "if" || f == "what" || f == "why" ||
                                    f == "how" || f == "when" || f == "who" || f == "where"))
          cue.act = StatementAct::kAsk;
      }
    }
    if (cue.speaker < 0 && !a.passive && !cue.only_following && t_.rel(v) != "acl")
      cue.speaker = nearest_subject(v);
    addressees_of(v, entry, a, cue);
    addressees_of_main(v, cue);
    cue.predicate = a.ccomp;
    // All clauses that the verb governs; what stands around the verb itself is not content.
    for (const WordId c : t_.children(v))
      if (t_.rel(c) == "ccomp" || (t_.rel(c) == "parataxis" && quoted)) {
        if (t_.first(c) < v && t_.last(c) > v) {
          // "The plan, he said, would fail": the verb's own words lie inside the clause.
          for (const Words& r : around(v, c)) cue.content.push_back(r);
        } else {
          for (const Words& r : clause_words(c, kNoWord)) cue.content.push_back(r);
        }
      }
    push(std::move(cue));
  }

  // The words of clause `c` before and after the group of its governor `v`.
  std::vector<Words> around(WordId v, WordId c) const {
    std::vector<Words> out;
    WordId begin = kNoWord;
    for (WordId w = t_.first(c); w <= t_.last(c) + 1; ++w) {
      const bool in = w <= t_.last(c) && t_.under(w, c);
      if (in && begin < 0) begin = w;
      if (!in && begin >= 0) {
        const Words r = trimmed({begin, w});
        if (r.first < r.second) out.push_back(r);
        begin = kNoWord;
      }
    }
    (void)v;
    return out;
  }

  // "urged X to act", "vowed to act", "asked X to act"
  bool directive(WordId v, const ReportingVerb* entry, const Arguments& a, Cue& cue) {
    if (!entry->infinitive || entry->cognition || (a.passive && cue.speaker < 0)) return false;
    WordId c = a.xcomp >= 0 && t_.is_infinitive(a.xcomp) ? a.xcomp : kNoWord;
    if (c < 0)
      for (const WordId k : t_.children(v))
        if (k > v && (t_.rel(k) == "advcl" || t_.rel(k) == "ccomp") && t_.is_infinitive(k) &&
            (entry->cls == "urge" || entry->cls == "ask" || entry->cls == "order" ||
             entry->cls == "warn"))
          c = k;
    if (c < 0) return false;
    if (cue.negated) return false;
    if (entry->cls == "refuse") return false;  // an act, not a saying
    cue.rule = "directive:" + entry->lemma;
    cue.predicate = c;
    cue.content = clause_words(c, kNoWord);
    addressees_of(v, entry, a, cue);
    if (cue.addressees.empty() && a.object >= 0 && entry->addressee == 'o')
      cue.addressees.push_back(a.object);
    if (entry->cls == "ask") cue.act = StatementAct::kDemand;
    push(std::move(cue));
    return true;
  }

  // "accused X of shelling"
  bool accusation(WordId v, const ReportingVerb* entry, const Arguments& a, Cue& cue) {
    if (entry->cls != "accuse" || a.object < 0 || cue.speaker < 0) return false;
    for (const WordId c : t_.children(v)) {
      const bool of_clause = t_.rel(c) == "advcl" && (t_.has_child_lemma(c, "mark", "of") ||
                                                      t_.has_child_lemma(c, "mark", "for"));
      const bool of_noun = t_.rel(c) == "obl" &&
                           (t_.preposition(c) == "of" || t_.preposition(c) == "with") &&
                           entry->lemma == "accuse";
      if (!of_clause && !of_noun) continue;
      cue.rule = "accusation:" + entry->lemma;
      cue.predicate = c;
      cue.content = clause_words(c, kNoWord);
      for (Words& r : cue.content)
        while (r.first < r.second && r.first < c &&
               (t_.rel(r.first) == "mark" || t_.rel(r.first) == "case") && t_.head(r.first) == c)
          ++r.first;
      push(std::move(cue));
      return true;
    }
    return false;
  }

  // "…, X said", "…, said X, …": the clause that the tag hangs on is the content.
  bool tag(WordId v, const ReportingVerb* entry, Cue& cue) {
    if (t_.rel(v) != "parataxis" || !(entry->bare || entry->direct) || t_.head(v) < 0) return false;
    const WordId h = t_.head(v);
    if (cue.speaker < 0) cue.speaker = nearest_subject(v);
    if (cue.speaker < 0) return false;
    cue.rule = "tag:" + entry->lemma;
    cue.predicate = h;
    cue.content = clause_words(h, v);
    const Arguments a = arguments_of(t_, v);
    cue.wants_quotation = false;
    addressees_of(v, entry, a, cue);
    if (a.object >= 0 && entry->addressee == 'o' && cue.addressees.empty())
      cue.addressees.push_back(a.object);
    push(std::move(cue));
    return true;
  }

  // "called the move 'reckless'", "described X as 'brain dead'": content only where it is quoted.
  bool naming(WordId v, const ReportingVerb* entry, const Arguments& a, Cue& cue) {
    if (entry->cls != "naming" || cue.nested) return false;
    WordId c = a.xcomp;
    if (c < 0 && a.object >= 0)
      for (const Arguments::Oblique& o : a.obliques)
        if (o.preposition == "as") c = o.word;
    if (c < 0) return false;
    cue.predicate = c;
    cue.rule = "naming:" + entry->lemma;
    const WordId from = a.object >= 0 && a.object > v ? t_.first(a.object) : t_.first(c);
    Words r = trimmed({std::min(from, t_.first(c)), t_.last(c) + 1});
    bool quoted = false;
    for (WordId w = r.first; w < r.second; ++w) quoted |= scene_.quotation_at(sentence_, w) >= 0;
    if (!quoted) return false;
    cue.content.push_back(r);
    push(std::move(cue));
    return true;
  }

  // "X was quoted by O as saying C", "O cited X as saying C", "O said C, citing X"
  bool quoted_as(WordId v, Cue& cue) {
    if (t_.xpos(v) != "VBG" || t_.head(v) < 0 || !t_.has_child_lemma(v, "mark", "as")) return false;
    const WordId h = t_.head(v);
    const std::string& l = t_.lemma(h);
    if (l != "quote" && l != "cite" && l != "report") return false;
    const Arguments outer = arguments_of(t_, h);
    const Arguments a = arguments_of(t_, v);
    cue.speaker = outer.object;
    cue.rule = "quoted-as:" + l;
    cue.only_following = true;
    cue.wants_quotation = a.ccomp < 0;
    if (a.ccomp >= 0) {
      cue.content = clause_words(a.ccomp, kNoWord);
      cue.predicate = a.ccomp;
    }
    push(std::move(cue));
    return true;
  }

  // An unlisted verb beside a quotation: "smiled X".
  void open_class(WordId v, const Arguments& a, Cue& cue) {
    if (cue.nested || a.passive || cue.speaker < 0 || a.object >= 0) return;
    const bool hangs = t_.rel(v) == "parataxis" || t_.rel(v) == "root";
    if (!hangs) return;
    const WordMention* m = scene_.mention_at(sentence_, cue.speaker);
    if (m == nullptr || !scene_.is_actor(m->entity)) return;
    const WordId tail = t_.child(v, "parataxis");
    const bool colon = tail >= 0 && colon_between(v, tail);
    if (t_.rel(v) == "root" && !colon) return;
    cue.wants_quotation = true;
    cue.rule = "open-quotation:" + t_.lemma(v);
    push(std::move(cue));
  }

  // "his claim that C", "a warning by X that C", "the message was that C"
  void noun(WordId n) {
    const auto found = lexicon_.reporting_nouns.find(t_.lemma(n));
    if (found == lexicon_.reporting_nouns.end()) return;
    WordId clause = kNoWord;
    for (const WordId c : t_.children(n))
      if (c > n && (t_.rel(c) == "acl" || t_.rel(c) == "ccomp") && t_.full_rel(c) != "acl:relcl" &&
          t_.has_child_lemma(c, "mark", "that"))
        clause = c;
    if (clause < 0) return;
    Cue cue;
    cue.sentence = sentence_;
    cue.word = n;
    cue.span = t_.word(n).span;
    cue.nested = scene_.quotation_at(sentence_, n) >= 0;
    cue.act = found->second.act;
    cue.rule = "noun-clause:" + t_.lemma(n);
    cue.predicate = clause;
    cue.content = clause_words(clause, kNoWord);
    cue.speaker = t_.child_full(n, "nmod:poss");
    if (cue.speaker < 0)
      for (const WordId c : t_.children(n)) {
        if (t_.rel(c) != "nmod" || c > clause) continue;
        const std::string p = t_.preposition(c);
        if (p == "by" || p == "of" || p == "from") cue.speaker = c;
      }
    const std::string_view r = t_.rel(n);
    if (cue.speaker < 0 && (r == "obj" || r == "obl") && t_.head(n) >= 0 &&
        lexicon_.in_class(t_.lemma(t_.head(n)), "utter"))
      cue.speaker = arguments_of(t_, t_.head(n)).subject;
    if (cue.speaker < 0) return;
    push(std::move(cue));
  }

  // "according to X"
  void according(WordId w) {
    WordId n = t_.head(w);
    if (n < 0 || !t_.is_nominal(n)) return;
    if (t_.form(w) == "according" && t_.preposition(n) != "according to" &&
        !(w + 1 < t_.size() && t_.form(w + 1) == "to"))
      return;
    if (t_.form(w) == "per" && !scene_.is_actor(scene_.entity_at(sentence_, n))) return;
    if (t_.rel(n) == "fixed" || t_.head(n) < 0) return;
    WordId h = t_.head(n);
    // The clause that it stands in; set off by a comma, it speaks of the whole sentence.
    h = t_.clause_of(h);
    const WordId a = t_.first(n), b = t_.last(n);
    const bool comma_before = a > 0 && t_.form(a - 1) == ",";
    const bool comma_after = b + 1 < t_.size() && t_.form(b + 1) == ",";
    if (comma_before || comma_after || a == 0)
      while (t_.head(h) >= 0 && t_.rel(h) != "ccomp" && t_.rel(h) != "parataxis") {
        const WordId up = t_.clause_of(t_.head(h));
        if (up == h || up < 0) break;
        h = up;
      }
    Cue cue;
    cue.sentence = sentence_;
    cue.word = w;
    const WordId to = w + 1 < t_.size() && t_.form(w + 1) == "to" ? w + 1 : w;
    cue.span = t_.span(w, to);
    cue.nested = scene_.quotation_at(sentence_, w) >= 0;
    cue.rule = "according-to";
    cue.speaker = n;
    cue.predicate = h;
    cue.content = clause_words(h, n);
    push(std::move(cue));
  }

  void push(Cue cue) {
    if (cue.content.empty()) cue.wants_quotation = true;
    if (cue.nested && (cue.wants_quotation || !speaks(cue.speaker))) return;
    cues_.push_back(std::move(cue));
  }

  const Scene& scene_;
  const Lexicon& lexicon_;
  const Tree& t_;
  std::uint32_t sentence_;
  std::vector<Cue> cues_;
};

}  // namespace

std::vector<Cue> find_cues(const Scene& scene, std::uint32_t sentence) {
  return Finder(scene, sentence).run();
}

}  // namespace dragoman::coding
