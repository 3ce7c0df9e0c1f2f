#include "coding/cues.h"

#include <algorithm>

#include "coding/reach.h"

namespace dragoman::coding {
namespace {

class Finder {
 public:
  Finder(const Scene& scene, std::uint32_t sentence)
      : scene_(scene),
        lexicon_(scene.lexicon),
        t_(scene.tree(sentence)),
        sentence_(sentence),
        reach_(scene, sentence) {}

  std::vector<Cue> run() {
    for (WordId w = 0; w < t_.size(); ++w) {
      if (t_.upos(w) == Upos::kVerb)
        verb(w);
      else if (t_.upos(w) == Upos::kNoun)
        noun(w);
      if (t_.form(w) == "according" || t_.form(w) == "per") according(w);
    }
    if (t_.sentence().accurate) reconcile();
    return std::move(cues_);
  }

 private:
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

  // "He addressed the crew, saying", "She turned to the generals and said"
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
    cue.act = entry != nullptr ? entry->act : StatementAct::kAssert;
    cue.speaker = entry != nullptr ? reach_.speaker(v, a) : a.subject;
    const bool participle = t_.xpos(v) == "VBG" && (t_.rel(v) == "advcl" || t_.rel(v) == "conj" ||
                                                    t_.rel(v) == "xcomp" || t_.rel(v) == "acl");
    cue.only_following = participle;
    if (participle && entry != nullptr &&
        (!reach_.speaks(cue.speaker) || reach_.reporting_participle(v)) &&
        !(t_.rel(v) == "acl" && !reach_.reporting_participle(v))) {
      const WordId s = reach_.participle_subject(v);
      if (s >= 0) cue.speaker = s;
    }
    if (reach_.reporting_conjunct(v) && !reach_.speaks(cue.speaker)) {
      const WordId s = reach_.participle_subject(v);
      if (s >= 0) cue.speaker = s;
    }
    if (conditional(v) && entry != nullptr && !cue.nested) return;
    if (t_.is_infinitive(v) && !may_say(v)) return;

    if (quoted_as(v, cue)) return;
    const bool as_clause =
        t_.rel(v) == "advcl" && t_.has_child_lemma(v, "mark", "as") && a.ccomp < 0;
    if (entry != nullptr && (entry->bare || entry->direct) && !as_clause && !participle) {
      const std::vector<Words> around = reach_.around_tag(v, cue.speaker);
      if (!around.empty()) {
        cue.rule = "tag:" + entry->lemma;
        cue.content = around;
        cue.predicate = t_.head(v) >= 0 && t_.rel(v) == "parataxis" ? t_.head(v)
                        : a.ccomp >= 0                              ? a.ccomp
                                                                    : kNoWord;
        addressees_of(v, entry, a, cue);
        if (a.object >= 0 && entry->addressee == 'o' && cue.addressees.empty())
          cue.addressees.push_back(a.object);
        push(std::move(cue));
        return;
      }
    }
    if (a.ccomp >= 0 && !as_clause &&
        (entry != nullptr || t_.has_child_lemma(a.ccomp, "mark", "that"))) {
      complement(v, entry, a, cue);
      return;
    }
    if (entry == nullptr) {
      open_class(v, a, cue);
      return;
    }
    if (entry->clause && !entry->cognition && that_clause(v, entry, a, cue)) return;
    if (as_clause && entry->bare) {
      const WordId h = t_.head(v);
      cue.rule = "as-clause:" + entry->lemma;
      cue.content = reach_.clause(h, v);
      cue.predicate = h;
      push(std::move(cue));
      return;
    }
    if (directive(v, entry, a, cue)) return;
    if (accusation(v, entry, a, cue)) return;
    if (naming(v, entry, a, cue)) return;
    if (entry->cls == "deny" && (a.object >= 0 || a.xcomp >= 0) && !a.passive && cue.speaker >= 0 &&
        (entry->lemma == "deny" || entry->lemma == "dispute" || entry->lemma == "refute")) {
      const WordId what = a.xcomp >= 0 ? a.xcomp : a.object;
      cue.rule = "denial:" + entry->lemma;
      cue.content = reach_.clause(what, kNoWord);
      cue.predicate = what;
      push(std::move(cue));
      return;
    }
    // "He addressed the crew, saying, …": the quotation follows, the tree does not hold it.
    if (entry->direct || entry->bare || entry->nominal) {
      cue.wants_quotation = true;
      cue.rule =
          std::string(participle ? "participle-quotation:" : "verb-quotation:") + entry->lemma;
      addressees_of(v, entry, a, cue);
      addressees_of_main(v, cue);
      const WordId tail = t_.child(v, "parataxis");
      if (tail > v && entry->bare && colon_between(v, tail)) {
        cue.content = reach_.clause(tail, kNoWord);
        cue.predicate = tail;
        cue.wants_quotation = false;
      }
      push(std::move(cue));
    }
  }

  // "told the audience that C": the conjunction behind the verb tells of a clause that the tree
  // lost.
  bool that_clause(WordId v, const ReportingVerb* entry, const Arguments& a, Cue& cue) {
    if (a.passive && cue.speaker < 0) return false;
    WordId that = kNoWord;
    for (WordId w = v + 1; w < t_.size() && w - v < 10 && that < 0; ++w) {
      if (t_.form(w) == "that" && (t_.upos(w) == Upos::kSconj || t_.rel(w) == "mark"))
        that = w;
      else if (t_.is_verb(w) || t_.form(w) == "," || t_.form(w) == ":")
        break;
    }
    if (that < 0 || that + 2 >= t_.size()) return false;
    // Behind an object of its own the clause may be that of a noun: "reported a claim that C".
    if (that > v + 1 && entry->addressee == '-' &&
        lexicon_.reporting_nouns.count(t_.lemma(that - 1)) != 0)
      return false;
    const WordId c = t_.head(that) > that ? t_.head(that) : that;
    const Words r = reach_.trimmed({that + 1, reach_.end_of(v, std::max(t_.last(c), that))});
    if (r.second - r.first < 2) return false;
    cue.rule = "that-clause:" + entry->lemma;
    cue.predicate = c == that ? kNoWord : c;
    cue.content.push_back(r);
    addressees_of(v, entry, a, cue);
    if (a.object >= 0 && entry->addressee == 'o' && cue.addressees.empty())
      cue.addressees.push_back(a.object);
    push(std::move(cue));
    return true;
  }

  // An infinitive of saying says nothing yet ("it is too early to tell"), but for "went on to say".
  bool may_say(WordId v) const {
    const WordId h = t_.head(v);
    if (h < 0) return scene_.headline(sentence_);
    const std::string& l = t_.lemma(h);
    return l == "go" || l == "continue" || l == "proceed" || l == "use" || l == "rush" ||
           l == "say" || t_.xpos(h) == "VBD";
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
      if (entry->cls == "evidence" && !quoted && !reach_.speaks(cue.speaker)) return;
      cue.rule = std::string(a.passive            ? "passive-clause:"
                             : cue.only_following ? "participle-clause:"
                                                  : "clause:") +
                 entry->lemma;
      if (entry->cls == "ask") {
        const std::string& f = t_.form(t_.first(a.ccomp));
        if (f == "whether" || f == "if" || f == "what" || f == "why" || f == "how" || f == "when" ||
            f == "who" || f == "where")
          cue.act = StatementAct::kAsk;
      }
    }
    addressees_of(v, entry, a, cue);
    addressees_of_main(v, cue);
    cue.predicate = a.ccomp;
    const bool addressee = entry != nullptr && entry->addressee == 'o';
    if (a.ccomp > v) {
      cue.content.push_back(reach_.following(v, a.ccomp, addressee));
    } else {
      // What stands around the verb's own words is content: "The plan, he said, would fail".
      for (const Words& r : reach_.clause(a.ccomp, t_.under(v, a.ccomp) ? v : kNoWord)) {
        if (r.first < v && r.second > v) {
          cue.content.push_back(
              reach_.trimmed({r.first, cue.speaker >= 0 && cue.speaker < v && cue.speaker > r.first
                                           ? t_.first(cue.speaker)
                                           : v}));
          cue.content.push_back(reach_.trimmed({v + 1, r.second}));
        } else {
          cue.content.push_back(r);
        }
      }
    }
    std::erase_if(cue.content, [](const Words& r) { return r.first >= r.second; });
    push(std::move(cue));
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
    if (entry->cls == "refuse") return false;                                // an act, not a saying
    if (entry->cls == "order" && !reach_.speaks(cue.speaker)) return false;  // "the job requires …"
    cue.rule = "directive:" + entry->lemma;
    cue.predicate = c;
    cue.content = reach_.clause(c, kNoWord);
    addressees_of(v, entry, a, cue);
    if (cue.addressees.empty() && a.object >= 0 && entry->addressee == 'o')
      cue.addressees.push_back(a.object);
    // Whom it is to be done by belongs to what is asked: "urged *Seoul to wait*".
    WordId whom = a.object >= 0 && a.object > v && a.object < c ? a.object : kNoWord;
    if (whom < 0 && !entry->particle.empty()) whom = a.oblique(entry->particle);
    if (whom > v && whom < c && !cue.content.empty()) {
      WordId from = t_.first(whom);
      while (from < whom && t_.rel(from) == "case") ++from;
      cue.content.front().first = std::min(cue.content.front().first, from);
    }
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
      cue.content = reach_.clause(c, kNoWord);
      for (Words& r : cue.content)
        while (r.first < r.second && r.first < c &&
               (t_.rel(r.first) == "mark" || t_.rel(r.first) == "case") && t_.head(r.first) == c)
          ++r.first;
      push(std::move(cue));
      return true;
    }
    return false;
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
    Words r = reach_.trimmed({std::min(from, t_.first(c)), t_.last(c) + 1});
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
      cue.content = reach_.clause(a.ccomp, kNoWord);
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
    cue.content = reach_.clause(clause, kNoWord);
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
      while (t_.head(h) >= 0 &&
             !(t_.rel(h) == "ccomp" && lexicon_.reporting_verb(t_, t_.head(h)) != nullptr)) {
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
    cue.content = reach_.clause(h, n);
    push(std::move(cue));
  }

  // ---- what the accurate model reads

  // A cue of the rules that the model does not see is none, unless a quotation needs it; one that
  // only the model sees is made of what it says.
  void reconcile() {
    std::vector<Cue> rules = std::move(cues_);
    cues_.clear();
    std::vector<char> seen(rules.size(), 0);
    for (const ReadCue& read : t_.sentence().cues) {
      const Span span = t_.span(static_cast<WordId>(read.begin), static_cast<WordId>(read.end) - 1);
      const auto found = std::find_if(rules.begin(), rules.end(),
                                      [&](const Cue& cue) { return span.overlaps(cue.span); });
      if (found != rules.end()) {
        seen[static_cast<std::size_t>(found - rules.begin())] = 1;
        trim(*found, read);
      } else {
        read_cue(read, span);
      }
    }
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (seen[i] != 0 || beside_quotation(rules[i])) cues_.push_back(std::move(rules[i]));
    std::stable_sort(cues_.begin(), cues_.end(),
                     [](const Cue& a, const Cue& b) { return a.span < b.span; });
  }

  // A clause of the tree may have too much at its ends: "said Iran sought no truce *but also called
  // for talks*", "accused *the army of* shelling". What the model does not read as content goes, if
  // it reads the rest as such; never a part of a quotation.
  void trim(Cue& cue, const ReadCue& read) const {
    const auto content = [&](WordId w) {
      return std::binary_search(read.content.begin(), read.content.end(),
                                static_cast<std::uint32_t>(w));
    };
    // Whether the text may be cut before a word.
    const auto cut = [&](WordId w) {
      return w >= t_.size() || scene_.quotation_at(sentence_, w) < 0 ||
             scene_.quotation_at(sentence_, w - 1) != scene_.quotation_at(sentence_, w);
    };
    for (Words& r : cue.content) {
      WordId first = r.first, end = r.second;
      while (first < end && !content(first)) ++first;
      while (end > first && !content(end - 1)) --end;
      int yes = 0, no = 0;
      for (WordId w = first; w < end; ++w)
        if (content(w))
          ++yes;
        else if (t_.upos(w) != Upos::kPunct)
          ++no;
      if (yes == 0 || yes < 9 * no) continue;
      if (r.second - end >= 2 && cut(end)) r.second = end;  // a single mark is cut elsewhere
      if (first > r.first && cut(first)) r.first = first;
    }
  }

  // Without such a cue the quotation would go to whoever spoke before.
  bool beside_quotation(const Cue& cue) const {
    if (cue.nested) return false;
    if (cue.wants_quotation) return true;
    const Span near{cue.span.begin - std::min(cue.span.begin, 3U), cue.span.end + 3};
    return std::any_of(scene_.quotations.begin(), scene_.quotations.end(),
                       [&](const Quotation& q) { return q.level == 1 && near.overlaps(q.outer); });
  }

  void read_cue(const ReadCue& read, Span span) {
    Cue cue;
    cue.sentence = sentence_;
    cue.word = t_.top(static_cast<WordId>(read.begin), static_cast<WordId>(read.end));
    cue.span = span;
    cue.nested = scene_.quotation_at(sentence_, cue.word) >= 0;
    cue.negated = negated(cue.word);
    if (conditional(cue.word) && !cue.nested) return;
    cue.only_following = t_.xpos(cue.word) == "VBG" && t_.rel(cue.word) == "advcl";
    cue.verb = t_.is_verb(cue.word) ? lexicon_.reporting_verb(t_, cue.word) : nullptr;
    if (cue.verb != nullptr) {
      cue.act = cue.verb->act;
    } else if (const auto noun = lexicon_.reporting_nouns.find(t_.lemma(cue.word));
               noun != lexicon_.reporting_nouns.end()) {
      cue.act = noun->second.act;
    }
    if (const std::vector<WordId> heads = t_.heads(read.speaker); !heads.empty())
      cue.speaker = heads.front();
    cue.addressees = t_.heads(read.addressees);
    cue.content = runs(read);
    const auto longest = std::max_element(
        cue.content.begin(), cue.content.end(),
        [](const auto& a, const auto& b) { return a.second - a.first < b.second - b.first; });
    if (longest != cue.content.end()) cue.predicate = t_.top(longest->first, longest->second);
    cue.rule = "read-cue:" + t_.lemma(cue.word);
    push(std::move(cue));
  }

  // The content's words that follow one another, a mark or single word between them included that
  // is neither cue nor speaker. A word by itself is none where there are longer runs.
  std::vector<std::pair<WordId, WordId>> runs(const ReadCue& read) const {
    std::vector<std::pair<WordId, WordId>> out;
    const auto between = [&](std::uint32_t w) {
      return (w < read.begin || w >= read.end) &&
             !std::binary_search(read.speaker.begin(), read.speaker.end(), w);
    };
    for (const std::uint32_t word : read.content) {
      if (!between(word)) continue;
      const auto w = static_cast<WordId>(word);
      const WordId last = out.empty() ? kNoWord : out.back().second;
      if (!out.empty() && (w == last || (w == last + 1 && between(word - 1))))
        out.back().second = w + 1;
      else
        out.emplace_back(w, w + 1);
    }
    const bool long_one =
        std::any_of(out.begin(), out.end(), [](const auto& r) { return r.second - r.first > 1; });
    if (long_one) std::erase_if(out, [](const auto& r) { return r.second - r.first == 1; });
    return out;
  }

  void push(Cue cue) {
    if (cue.content.empty()) cue.wants_quotation = true;
    if (cue.nested && (cue.wants_quotation || !reach_.speaks(cue.speaker))) return;
    cues_.push_back(std::move(cue));
  }

  const Scene& scene_;
  const Lexicon& lexicon_;
  const Tree& t_;
  std::uint32_t sentence_;
  Reach reach_;
  std::vector<Cue> cues_;
};

}  // namespace

std::vector<Cue> find_cues(const Scene& scene, std::uint32_t sentence) {
  return Finder(scene, sentence).run();
}

}  // namespace dragoman::coding
