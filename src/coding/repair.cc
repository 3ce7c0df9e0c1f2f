#include "coding/repair.h"

#include <algorithm>
#include <array>
#include <string>

#include "coding/tree.h"

namespace dragoman::coding {
namespace {

constexpr WordId kWidestRecipient = 8;  // words between the verb and the thing given

constexpr std::array<std::string_view, 27> kDitransitive{
    "give",   "sell",   "send",     "lend",     "loan",    "gift",      "hand",
    "grant",  "offer",  "promise",  "pledge",   "deliver", "supply",    "ship",
    "pay",    "donate", "provide",  "award",    "owe",     "guarantee", "bring",
    "extend", "render", "transfer", "allocate", "deny",    "cost"};

// Verbs that leave no passive participle behind: "protested" is what the crowd did.
constexpr std::array<std::string_view, 12> kNeverPassive{
    "protest", "march",   "rally",  "demonstrate", "gather", "clash",
    "riot",    "retreat", "arrive", "flee",        "resign", "flock"};

class Mender {
 public:
  Mender(const Sentence& s, const std::vector<NamedParty>& names)
      : s_(s), names_(names), n_(static_cast<WordId>(s.words.size())) {
    edges_.reserve(s.words.size());
    for (WordId i = 0; i < n_; ++i) {
      const Word& w = word(i);
      edges_.push_back({w.head < n_ && w.head != i ? w.head : kNoWord, w.deprel});
    }
  }

  std::vector<Edge> run() {
    recipients();
    subjects();
    for (WordId i = 0; i < n_; ++i) {
      perfect_participle(i);
      finite_conjunct(i);
      finite_root(i);
      quoted_clause(i);
    }
    return std::move(edges_);
  }

 private:
  const Word& word(WordId i) const { return s_.words[static_cast<std::size_t>(i)]; }
  Edge& edge(WordId i) { return edges_[static_cast<std::size_t>(i)]; }
  std::string_view rel(WordId i) {
    const std::string_view full = edge(i).rel;
    return full.substr(0, full.find(':'));
  }
  std::string lemma(WordId i) const {
    return lower_ascii(word(i).lemma.empty() ? word(i).form : word(i).lemma);
  }
  bool verb(WordId i) const { return word(i).upos == Upos::kVerb; }
  bool nominal(WordId i) const {
    const Upos u = word(i).upos;
    return u == Upos::kNoun || u == Upos::kPropn || u == Upos::kPron || u == Upos::kNum ||
           u == Upos::kSym;
  }

  // "gave Ukraine 20 tanks", "lent the Philippines two ships": a name right behind a verb of
  // giving and before the thing given.
  void recipients() {
    for (const NamedParty& name : names_) {
      if (name.begin <= 0 || name.end >= n_) continue;
      WordId before = name.begin - 1;
      const bool article = word(before).upos == Upos::kDet && before > 0;
      if (article) --before;
      if (!verb(before)) continue;
      const std::string l = lemma(before);
      if (std::find(kDitransitive.begin(), kDitransitive.end(), l) == kDitransitive.end()) continue;
      // The thing: an object of the verb, a noun behind the name.
      WordId thing = kNoWord;
      const WordId stop = std::min<WordId>(n_, name.end + kWidestRecipient);
      for (WordId w = name.end; w < stop && thing < 0; ++w) {
        if (edge(w).head == before && (rel(w) == "obj" || rel(w) == "nsubj" || rel(w) == "ccomp") &&
            nominal(w))
          thing = w;
        if (word(w).upos == Upos::kAdp || word(w).upos == Upos::kPunct || word(w).form == "'s" ||
            word(w).form == "\u2019s" || verb(w))
          break;
      }
      if (thing < 0) continue;
      const Word& next = word(name.end);
      const bool opens = next.upos == Upos::kNum || next.upos == Upos::kDet ||
                         next.upos == Upos::kSym || next.xpos == "$";
      if (!name.state && !opens) continue;
      // The name's own head: its word that hangs outside of it.
      WordId head = kNoWord;
      for (WordId w = name.begin; w < name.end; ++w)
        if (edge(w).head < name.begin || edge(w).head >= name.end) head = w;
      if (head < 0 || head == thing) continue;
      // It must hang on the thing or on a word of the thing's phrase, or beside it.
      const WordId over = edge(head).head;
      if (over != before && (over < name.end || over > thing)) continue;
      edge(head) = {before, "iobj"};
      for (WordId w = name.begin; w < name.end; ++w)
        if (w != head && (edge(w).head < name.begin || edge(w).head >= name.end))
          edge(w) = {head, "flat"};
      if (article) edge(name.begin - 1) = {head, "det"};
      // Numerals that were taken for parts of the name belong to the thing.
      for (WordId w = name.end; w < thing; ++w)
        if (edge(w).head >= name.begin && edge(w).head < name.end)
          edge(w) = {thing, word(w).upos == Upos::kNum ? "nummod" : "dep"};
    }
  }

  // "Chile, Peru, and Bolivia signed": subjects of one verb, the last behind "and", are a list.
  void subjects() {
    std::vector<WordId> first(static_cast<std::size_t>(n_),
                              kNoWord);  // by verb: its subject so far
    for (WordId i = 0; i < n_; ++i) {
      const WordId v = edge(i).head;
      if (v <= i || edge(i).rel != "nsubj" || !nominal(i)) continue;
      WordId& earlier = first[static_cast<std::size_t>(v)];
      if (earlier < 0) {
        earlier = i;
        continue;
      }
      // "Secretary General Falk said": a title that was taken for a subject of its own.
      if (title(earlier, i)) {
        edge(earlier) = {i, "nmod:desc"};
        earlier = i;
        continue;
      }
      WordId cc = kNoWord;
      bool clear = true;
      for (WordId w = i - 1; w > earlier; --w) {
        if (word(w).upos == Upos::kCconj && cc < 0 && i - w <= 6) cc = w;
        clear &= !verb(w) && word(w).upos != Upos::kAux;
      }
      if (cc < 0 || !clear) continue;
      edge(i) = {earlier, "conj"};
      edge(cc) = {i, "cc"};
    }
  }

  // Words of one noun phrase without anything between that could part them.
  bool title(WordId from, WordId to) const {
    if (to - from > 5 || word(to).upos != Upos::kPropn) return false;
    for (WordId w = from; w < to; ++w)
      if (word(w).upos != Upos::kNoun && word(w).upos != Upos::kPropn && word(w).upos != Upos::kAdj)
        return false;
    return true;
  }

  // "of having struck": "having" is the auxiliary.
  void perfect_participle(WordId i) {
    if (i == 0 || word(i).xpos != "VBN" || edge(i).head < 0) return;
    const WordId h = edge(i).head;
    if (h >= i || i - h > 3 || word(h).xpos != "VBG" || lemma(h) != "have" || rel(i) != "xcomp")
      return;
    edge(i) = edge(h);
    edge(h) = {i, "aux"};
    for (WordId w = 0; w < n_; ++w)
      if (w != i && edge(w).head == h) edge(w).head = i;
  }

  // "urged X to wait and spoke with Y": a verb in the past is no conjunct of an infinitive.
  void finite_conjunct(WordId i) {
    if (word(i).xpos != "VBD" || rel(i) != "conj") return;
    WordId h = edge(i).head;
    if (h < 0 || h > i || word(h).xpos != "VB") return;
    bool to = false;
    for (WordId w = std::max<WordId>(0, h - 4); w < h; ++w)
      to |= edge(w).head == h && rel(w) == "mark" && lemma(w) == "to";
    for (WordId w = h + 1; w < i; ++w)  // a subject of its own
      if (edge(w).head == i && rel(w) == "nsubj") return;
    const WordId up = edge(h).head;
    if (!to || up < 0 || up > h) return;
    bool object = false;  // else the subject is the same anyway
    for (WordId w = up + 1; w < h; ++w) object |= edge(w).head == up && rel(w) == "obj";
    const std::string_view r = rel(h), x = word(up).xpos;
    if (object && (r == "xcomp" || r == "advcl" || r == "ccomp") && (x == "VBD" || x == "VBN"))
      edge(i).head = up;
  }

  bool has_child(WordId i, std::string_view relation) {
    for (WordId w = 0; w < n_; ++w)
      if (edge(w).head == i && rel(w) == relation) return true;
    return false;
  }

  // "Thousands of people protested": a finite verb with no subject does not hang on the noun before
  // it where that noun is the root; it is the root and the noun its subject.
  void finite_root(WordId i) {
    const WordId h = edge(i).head;
    if (edge(i).rel != "acl" || h < 0 || h > i || edge(h).head >= 0 || !nominal(h)) return;
    const std::string_view x = word(i).xpos;
    const std::string l = lemma(i);
    if (x != "VBD" && (x != "VBN" || std::find(kNeverPassive.begin(), kNeverPassive.end(), l) ==
                                         kNeverPassive.end()))
      return;
    if (has_child(i, "nsubj")) return;
    for (WordId w = 0; w < n_; ++w)  // another clause of its own: the noun is no subject
      if (w != i && edge(w).head == h && (rel(w) == "cop" || rel(w) == "nsubj" || verb(w))) return;
    edge(i) = edge(h);
    edge(h) = {i, "nsubj"};
    for (WordId w = i + 1; w < n_; ++w)
      if (edge(w).head == h) edge(w).head = i;
  }

  // 'turned to Iran, saying, "You must …"': a main clause behind a verb and an opening mark is what
  // the verb reports.
  void quoted_clause(WordId i) {
    if (!verb(i) || edge(i).rel != "advcl" || has_child(i, "mark") || !has_child(i, "nsubj"))
      return;
    WordId first = i;
    for (WordId w = 0; w < i && first == i; ++w)
      if (edge(w).head == i && word(w).upos != Upos::kPunct) first = w;
    WordId mark = first - 1;
    if (mark <= 0 || word(mark).xpos != "``") return;
    while (mark > 0 && word(mark).upos == Upos::kPunct) --mark;
    if (verb(mark)) edge(i) = {mark, "ccomp"};
  }

  const Sentence& s_;
  const std::vector<NamedParty>& names_;
  WordId n_;
  std::vector<Edge> edges_;
};

}  // namespace

std::vector<Edge> mended_edges(const Sentence& sentence, const std::vector<NamedParty>& names) {
  return Mender(sentence, names).run();
}

}  // namespace dragoman::coding
