#include "coding/tree.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

constexpr int kMaxClimb = 8;  // clauses that a subject may be fetched across

bool is_relative_pronoun(const Tree& t, WordId i) {
  if (t.upos(i) != Upos::kPron && t.upos(i) != Upos::kDet && t.upos(i) != Upos::kSconj)
    return false;
  const std::string& l = t.lemma(i);
  return l == "who" || l == "which" || l == "that" || l == "whom";
}

bool is_subject(std::string_view rel) { return rel == "nsubj" || rel == "csubj"; }

bool subject_control(std::string_view lemma) {
  return lemma == "promise" || lemma == "threaten" || lemma == "vow" || lemma == "pledge" ||
         lemma == "agree" || lemma == "offer" || lemma == "use" || lemma == "take" ||
         lemma == "spend" || lemma == "join" || lemma == "begin" || lemma == "start";
}

bool is_gap_relation(std::string_view rel) { return rel == "acl"; }

// Verbs whose object does what their prepositional clause tells: "accused the army of striking".
bool object_control(std::string_view lemma) {
  return lemma == "accuse" || lemma == "suspect" || lemma == "prevent" || lemma == "stop" ||
         lemma == "bar" || lemma == "ban" || lemma == "prohibit" || lemma == "discourage" ||
         lemma == "dissuade" || lemma == "deter" || lemma == "keep" || lemma == "convict" ||
         lemma == "blame" || lemma == "criticise" || lemma == "criticize" || lemma == "condemn" ||
         lemma == "denounce" || lemma == "thank" || lemma == "praise" || lemma == "charge" ||
         lemma == "punish" || lemma == "fault" || lemma == "excuse" || lemma == "forgive" ||
         lemma == "catch" || lemma == "see" || lemma == "sanction" || lemma == "arrest";
}

bool finite(const Tree& t, WordId v) {
  return t.xpos(v) == "VBD" || t.xpos(v) == "VBZ" || t.xpos(v) == "VBP";
}

// The object of an object-control verb that a participle with a preposition stands under.
WordId controller(const Tree& t, WordId v, WordId h) {
  if (t.xpos(v) == "VBD" || t.is_infinitive(v) || !object_control(t.lemma(h))) return kNoWord;
  bool marked = false;
  for (const WordId c : t.children(v))
    marked |=
        (t.rel(c) == "mark" || t.rel(c) == "case") &&
        (t.form(c) == "of" || t.form(c) == "for" || t.form(c) == "from" || t.form(c) == "with");
  const WordId object = t.child(h, "obj");
  return marked && object > h && object < v ? antecedent(t, object) : kNoWord;
}

// A finite clause opened by a conjunction whose subject the parser hung on the governor instead:
// "said that *sailors* had been freed".
WordId strayed_subject(const Tree& t, WordId v) {
  WordId mark = kNoWord;
  bool finite = t.xpos(v) == "VBD" || t.xpos(v) == "VBZ" || t.xpos(v) == "VBP";
  for (const WordId c : t.children(v)) {
    if (t.rel(c) == "mark" && c < v && t.lemma(c) != "to") mark = c;
    finite |= t.rel(c) == "aux";
  }
  if (mark < 0 || !finite || t.head(v) < 0) return kNoWord;
  for (WordId w = mark + 1; w < v; ++w)
    if (t.head(w) == t.head(v) && t.is_nominal(w) && t.preposition(w).empty()) return w;
  return kNoWord;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Tree::Tree(const Sentence& sentence, const std::vector<NamedParty>& names) : sentence_(&sentence) {
  const std::size_t n = sentence.words.size();
  head_.resize(n);
  rel_.resize(n);
  full_.resize(n);
  lemma_.resize(n);
  form_.resize(n);
  children_.resize(n);
  first_.resize(n);
  last_.resize(n);
  enter_.assign(n, -1);
  leave_.assign(n, -1);
  depth_.assign(n, 0);
  const std::vector<Edge> edges = mended_edges(sentence, names);
  for (std::size_t i = 0; i < n; ++i) {
    const Word& w = sentence.words[i];
    head_[i] = edges[i].head;
    full_[i] = edges[i].rel;
    rel_[i] = full_[i].substr(0, full_[i].find(':'));
    form_[i] = lower_ascii(w.form);
    lemma_[i] = w.lemma.empty() || w.lemma == "_" ? form_[i] : lower_ascii(w.lemma);
    if (head_[i] >= 0)
      children_[static_cast<std::size_t>(head_[i])].push_back(static_cast<WordId>(i));
  }
  // Depth first without recursion; words that no root reaches stand in a circle, which is cut.
  int clock = 0;
  std::vector<std::pair<WordId, std::size_t>> stack;
  const auto visit = [&](WordId top) {
    stack.push_back({top, 0});
    enter_[static_cast<std::size_t>(top)] = clock++;
    first_[static_cast<std::size_t>(top)] = last_[static_cast<std::size_t>(top)] = top;
    while (!stack.empty()) {
      const WordId at = stack.back().first;
      const auto a = static_cast<std::size_t>(at);
      if (stack.back().second < children_[a].size()) {
        const WordId c = children_[a][stack.back().second++];
        const auto k = static_cast<std::size_t>(c);
        if (enter_[k] >= 0) continue;
        enter_[k] = clock++;
        depth_[k] = depth_[a] + 1;
        first_[k] = last_[k] = c;
        stack.push_back({c, 0});
        continue;
      }
      leave_[a] = clock;
      stack.pop_back();
      if (!stack.empty()) {
        const auto p = static_cast<std::size_t>(stack.back().first);
        first_[p] = std::min(first_[p], first_[a]);
        last_[p] = std::max(last_[p], last_[a]);
      }
    }
  };
  for (std::size_t i = 0; i < n; ++i)
    if (head_[i] < 0) {
      if (root_ == kNoWord) root_ = static_cast<WordId>(i);
      visit(static_cast<WordId>(i));
    }
  for (std::size_t i = 0; i < n; ++i)
    if (enter_[i] < 0) {
      const auto h = static_cast<std::size_t>(head_[i]);
      std::erase(children_[h], static_cast<WordId>(i));
      head_[i] = kNoWord;
      if (root_ == kNoWord) root_ = static_cast<WordId>(i);
      visit(static_cast<WordId>(i));
    }
}

WordId Tree::child(WordId i, std::string_view rel) const {
  for (const WordId c : children(i))
    if (this->rel(c) == rel) return c;
  return kNoWord;
}

WordId Tree::child_full(WordId i, std::string_view full_rel) const {
  for (const WordId c : children(i))
    if (this->full_rel(c) == full_rel) return c;
  return kNoWord;
}

bool Tree::has_child_lemma(WordId i, std::string_view rel, std::string_view lemma) const {
  for (const WordId c : children(i))
    if (this->rel(c) == rel && this->lemma(c) == lemma) return true;
  return false;
}

std::string Tree::preposition(WordId i) const {
  for (const WordId c : children(i)) {
    if (rel(c) != "case" || form(c) == "'s" || form(c) == "'" || form(c) == "\u2019s") continue;
    std::string p = form(c);
    for (const WordId f : children(c))
      if (rel(f) == "fixed") p += ' ' + form(f);
    return p;
  }
  return {};
}

WordId Tree::top(WordId begin, WordId end) const {
  WordId best = begin;
  for (WordId w = begin; w < end; ++w)
    if (upos(w) != Upos::kPunct && (upos(best) == Upos::kPunct || depth(w) < depth(best))) best = w;
  return best;
}

std::vector<WordId> Tree::heads(const WordList& words) const {
  std::vector<WordId> out;
  for (const std::uint32_t word : words) {
    const auto w = static_cast<WordId>(word);
    if (w >= size() || upos(w) == Upos::kPunct) continue;
    bool hangs = false;
    for (WordId at = head(w); at >= 0 && !hangs; at = head(at))
      hangs = std::binary_search(words.begin(), words.end(), static_cast<std::uint32_t>(at));
    if (!hangs) out.push_back(w);
  }
  return out;
}

std::vector<WordId> Tree::coordinated(WordId i) const {
  std::vector<WordId> out{i};
  for (std::size_t k = 0; k < out.size() && out.size() < 32; ++k)
    for (const WordId c : children(out[k]))
      if (rel(c) == "conj") out.push_back(c);
  // "Ankara, Cairo sign accord": a headline's list, read as two subjects.
  if (rel(i) == "nsubj" && upos(i) == Upos::kPropn && head(i) >= 0)
    for (const WordId c : children(head(i)))
      if (c != i && rel(c) == "nsubj" && upos(c) == Upos::kPropn && c < i && i - last(c) <= 3 &&
          first(i) > 0 && form(first(i) - 1) == ",")
        out.push_back(c);
  return out;
}

bool Tree::is_infinitive(WordId i) const {
  for (const WordId c : children(i))
    if (rel(c) == "mark" && lemma(c) == "to") return true;
  return false;
}

bool Tree::passive(WordId i) const {
  for (int steps = 0; steps < kMaxClimb; ++steps) {
    bool auxiliary = false, subject = false;
    for (const WordId c : children(i)) {
      auxiliary |= full_rel(c) == "aux:pass";
      subject |= full_rel(c) == "nsubj:pass" || full_rel(c) == "csubj:pass";
    }
    if (auxiliary || (subject && xpos(i) == "VBN")) return true;
    for (const WordId c : children(i))
      if (is_subject(rel(c)) || rel(c) == "aux" || rel(c) == "obj") return false;
    if (rel(i) == "conj" && xpos(i) == "VBN" && head(i) >= 0 && xpos(head(i)) == "VBN") {
      i = head(i);
      continue;
    }
    // "weapons supplied by Iran"
    return full_rel(i) == "acl" && xpos(i) == "VBN";
  }
  return false;
}

WordId Tree::clause_of(WordId i) const {
  for (int steps = 0; i >= 0 && steps < 64; ++steps) {
    const std::string_view r = rel(i);
    if (head(i) < 0 || r == "ccomp" || r == "xcomp" || r == "advcl" || r == "acl" ||
        r == "parataxis" || r == "csubj" || (r == "conj" && is_verb(i)))
      return i;
    i = head(i);
  }
  return i;
}

std::pair<WordId, WordId> Tree::phrase(WordId i, bool with_conjuncts) const {
  // Contiguous growth from the head over children that belong to the name of the thing.
  std::vector<char> in(static_cast<std::size_t>(size()), 0);
  std::vector<WordId> open{i};
  in[static_cast<std::size_t>(i)] = 1;
  while (!open.empty()) {
    const WordId at = open.back();
    open.pop_back();
    for (const WordId c : children(at)) {
      const std::string_view r = rel(c);
      if (at == i) {
        if (r == "case" || r == "cc" || r == "cop" || is_subject(r) || r == "aux" ||
            r == "parataxis" || r == "mark" || r == "discourse" || r == "advcl" || r == "ccomp" ||
            r == "orphan" || r == "dislocated" || r == "vocative" || r == "xcomp")
          if (form(c) != "'s" && form(c) != "'" && form(c) != "\u2019s") continue;
        if (r == "conj" && !with_conjuncts) continue;
        if (full_rel(c) == "acl:relcl") continue;
        if (r == "advmod" && c > i) continue;
      }
      if (r == "punct" && at == i && (c < i || !with_conjuncts)) {
        if (form(c) != "-" && form(c) != "(" && form(c) != ",") continue;
      }
      in[static_cast<std::size_t>(c)] = 1;
      open.push_back(c);
    }
  }
  WordId a = i, b = i;
  while (a > 0 && in[static_cast<std::size_t>(a - 1)]) --a;
  while (b + 1 < size() && in[static_cast<std::size_t>(b + 1)]) ++b;
  while (b > i && upos(b) == Upos::kPunct && form(b) != ")" && form(b) != "\"") --b;
  while (a < i && upos(a) == Upos::kPunct && form(a) != "\"") ++a;
  return {a, b + 1};
}

WordId antecedent(const Tree& t, WordId w) {
  if (w < 0 || !is_relative_pronoun(t, w)) return w;
  WordId at = w;
  for (int steps = 0; steps < kMaxClimb && at >= 0; ++steps) {
    if (t.full_rel(at) == "acl:relcl") return t.head(at);
    at = t.head(at);
  }
  return w;
}

WordId surface_subject(const Tree& t, WordId v, int depth) {
  if (v < 0 || depth > kMaxClimb) return kNoWord;
  WordId found = kNoWord;
  for (const WordId c : t.children(v))
    if (is_subject(t.rel(c)) && t.full_rel(c) != "nsubj:outer") {
      if (t.form(c) == "there") continue;
      // Of several (a parser's doubt) the nearest before the verb.
      if (found < 0 || c < v) found = c;
    }
  if (found >= 0) return antecedent(t, found);
  // A headline's verb mistaken for a noun's head: "Paris halts exports".
  if (v > 0 && (t.xpos(v) == "VBZ" || t.xpos(v) == "VBP" || t.xpos(v) == "VBD") &&
      t.head(v - 1) == v && t.upos(v - 1) == Upos::kPropn && t.rel(v - 1) == "compound")
    return v - 1;
  const WordId h = t.head(v);
  if (h < 0) return kNoWord;
  const std::string_view r = t.rel(v), full = t.full_rel(v);
  if (const WordId strayed = strayed_subject(t, v); strayed >= 0) return strayed;
  if (r == "conj") return surface_subject(t, h, depth + 1);
  if (r == "xcomp" || (r == "ccomp" && t.xpos(v) == "VBG")) {
    if (const WordId object = controller(t, v, h); object >= 0) return object;
    WordId object = t.child(h, "iobj");
    if (object < 0) object = t.child(h, "obj");
    if (object >= 0 && object < v && !subject_control(t.lemma(h))) return antecedent(t, object);
    // "called on X to act": the oblique between the verb and the infinitive
    if (t.is_infinitive(v) && object < 0)
      for (const WordId c : t.children(h))
        if (t.rel(c) == "obl" && c > h && c < v) {
          const std::string p = t.preposition(c);
          if (p == "on" || p == "upon" || p == "for" || p == "with" || p == "to") return c;
        }
    return surface_subject(t, h, depth + 1);
  }
  if (r == "advcl" || r == "parataxis") {
    if (r == "parataxis" && t.xpos(v) != "VBG") return kNoWord;
    if (const WordId object = controller(t, v, h); object >= 0) return object;
    if (finite(t, v) && t.child(v, "mark") < 0) {
      // "Fighting in the city killed 14": a gerund that the parser took for the clause's head.
      if (t.xpos(h) == "VBG" && h < v && t.child(h, "nsubj") < 0) return h;
      // "Shelling killed two, the mayor said": the tag behind has its own subject only.
      if (v < h) return kNoWord;
    }
    if (t.is_infinitive(v))  // "called on X to act", parsed as a purpose
      for (const WordId c : t.children(h))
        if (t.rel(c) == "obl" && c > h && c < v && t.lemma(h) == "call") {
          const std::string p = t.preposition(c);
          if (p == "on" || p == "upon") return c;
        }
    if (t.is_infinitive(v) && t.passive(h))  // the purpose is that of who acts, if told
      for (const WordId c : t.children(h))
        if (t.full_rel(c) == "obl:agent" || (t.rel(c) == "obl" && t.preposition(c) == "by"))
          return c;
    return surface_subject(t, h, depth + 1);
  }
  if (full == "acl:relcl") {
    // A relative clause without a subject of its own: the gap is the subject, unless its object is
    // the relative pronoun.
    return t.child(v, "obj") >= 0 && is_relative_pronoun(t, t.child(v, "obj")) ? kNoWord : h;
  }
  if (is_gap_relation(r)) {
    if (t.xpos(v) == "VBG" || t.xpos(v) == "VBN") return h;
    // "Russia's plan to send", "announced a plan to send"
    const WordId owner = t.child_full(h, "nmod:poss");
    if (owner >= 0) return owner;
    const std::string_view hr = t.rel(h);
    if (hr == "root" && t.is_infinitive(v)) return h;  // a headline: "Envoy to meet rebels"
    if ((hr == "obj" || hr == "obl" || hr == "nsubj" || hr == "xcomp") && t.head(h) >= 0) {
      for (const WordId c : t.children(h))
        if (t.rel(c) == "nmod" && (t.preposition(c) == "by" || t.preposition(c) == "of")) return c;
      const WordId s = surface_subject(t, t.head(h), depth + 1);
      return s == h ? kNoWord : s;
    }
  }
  return kNoWord;
}

WordId Arguments::oblique(std::string_view preposition) const {
  for (const Oblique& o : obliques)
    if (o.preposition == preposition) return o.word;
  return kNoWord;
}

Arguments arguments_of(const Tree& t, WordId v) {
  Arguments a;
  a.passive = t.passive(v);
  WordId agent = kNoWord;
  for (const WordId c : t.children(v)) {
    const std::string_view r = t.rel(c), full = t.full_rel(c);
    if (r == "obj") {
      if (a.object < 0) {
        a.object = c;
      } else if (a.indirect < 0 && c > a.object && t.preposition(c).empty()) {
        a.indirect = a.object;  // two objects: the first is whom it is given to
        a.object = c;
      }
    } else if (r == "iobj") {
      if (a.indirect < 0) a.indirect = c;
    } else if (r == "xcomp") {
      if (a.xcomp < 0) a.xcomp = c;
    } else if (r == "ccomp") {
      // A verb has one clause of this kind; of two that the parser gives it, the one with "that".
      if (a.ccomp < 0 || (a.ccomp < v && c > v && t.has_child_lemma(c, "mark", "that")))
        a.ccomp = c;
    } else if (full == "compound:prt") {
      if (a.particle < 0) a.particle = c;
    } else if (r == "obl" || r == "nmod") {
      std::string p = t.preposition(c);
      if (full == "obl:agent" || (a.passive && p == "by" && agent < 0)) agent = c;
      a.obliques.push_back({std::move(p), c});
    }
  }
  // Prepositional phrases that the parser hung on the object: "send weapons to Ukraine".
  if (a.object >= 0)
    for (const WordId c : t.children(a.object))
      if (t.rel(c) == "nmod" && c > a.object && t.full_rel(c) != "nmod:poss") {
        std::string p = t.preposition(c);
        if (!p.empty() && p != "of") a.obliques.push_back({std::move(p), c});
      }
  // "was shot dead by police", "were sent to Kyiv by Oslo": the agent may hang beside the verb.
  if (a.passive && agent < 0)
    for (const WordId r : t.children(v))
      if (r > v && (t.rel(r) == "xcomp" || t.rel(r) == "advmod" || t.rel(r) == "obl"))
        for (const WordId c : t.children(r))
          if (agent < 0 && (t.rel(c) == "obl" || t.rel(c) == "nmod") && t.preposition(c) == "by")
            agent = c;
  const WordId subject = surface_subject(t, v);
  a.inherited = subject >= 0 && t.head(subject) != v;
  // The gap of a relative clause.
  if (t.full_rel(v) == "acl:relcl") {
    const WordId noun = t.head(v);
    for (WordId* slot : {&a.object, &a.indirect})
      if (*slot >= 0 && is_relative_pronoun(t, *slot)) *slot = noun;
    for (Arguments::Oblique& o : a.obliques)
      if (is_relative_pronoun(t, o.word)) o.word = noun;
    if (a.object < 0 && !a.passive && subject != noun && subject >= 0) a.object = noun;
  }
  // "the support that X provides", where the parser took "that" for a conjunction.
  if (a.object < 0 && !a.passive && subject >= 0 && !a.inherited &&
      (t.rel(v) == "conj" || t.rel(v) == "advcl" || t.rel(v) == "acl"))
    for (const WordId c : t.children(v))
      if (t.rel(c) == "mark" && t.form(c) == "that" && c > 0 && c < subject &&
          t.upos(c - 1) == Upos::kNoun)
        a.object = c - 1;
  if (a.passive) {
    if (subject >= 0) {
      if (a.object >= 0 && a.object != subject)
        a.indirect = subject;
      else
        a.object = subject;
    }
    a.subject = agent;
  } else {
    a.subject = subject;
  }
  // A coordinated verb without an object of its own may share a following one: "built and sold X".
  if (a.object < 0 && !a.passive)
    for (const WordId c : t.children(v))
      if (t.rel(c) == "conj" && t.is_verb(c) && c > v && t.child(c, "nsubj") < 0) {
        const WordId shared = t.child(c, "obj");
        if (shared >= 0 && c - v <= 3) a.object = shared;
      }
  return a;
}

}  // namespace dragoman::coding
