#include "coding/reach.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

constexpr WordId kMaxTag = 40;  // words of a tag's subject

bool finite(const Tree& t, WordId v) {
  const std::string_view x = t.xpos(v);
  if (x == "VBD" || x == "VBZ" || x == "VBP" || x == "MD") return true;
  for (const WordId c : t.children(v))
    if (t.rel(c) == "aux") return true;
  return false;
}

}  // namespace

bool Reach::is_mark(WordId w) const {
  if (w < 0 || w >= t_.size()) return false;
  const std::string& f = t_.form(w);
  return f == "\"" || f == "''" || f == "``" || f == "\u201c" || f == "\u201d" || f == "'" ||
         f == "\u2018" || f == "\u2019";
}

bool Reach::has_verb(WordId begin, WordId end) const {
  for (WordId w = begin; w < end; ++w)
    if (t_.is_verb(w)) return true;
  return false;
}

// The child of `top` below which a word hangs; kNoWord if it does not.
WordId Reach::branch(WordId word, WordId top) const {
  if (word == top || !t_.under(word, top)) return kNoWord;
  while (t_.head(word) != top) word = t_.head(word);
  return word;
}

Words Reach::trimmed(Words r) const {
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

std::vector<Words> Reach::clause(WordId top, WordId without) const {
  std::vector<Words> out;
  const auto put = [&](WordId begin, WordId end) {
    const Words r = trimmed({begin, cut_at_participle(begin, end, top)});
    if (r.first < r.second) out.push_back(r);
  };
  if (without < 0 || !t_.under(without, top)) {
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

WordId Reach::cut_at_participle(WordId begin, WordId end, WordId top) const {
  for (WordId w = begin + 2; w < end; ++w) {
    if (w == top) continue;
    if (reporting_participle(w)) return w;
    if (reporting_conjunct(w)) {
      while (w > begin && t_.upos(w - 1) != Upos::kCconj) --w;
      return w - 1;
    }
  }
  return end;
}

bool Reach::reporting_conjunct(WordId w) const {
  if (w < 2 || w + 1 >= t_.size() || (t_.xpos(w) != "VBD" && t_.xpos(w) != "VBZ")) return false;
  WordId before = w - 1;
  while (before > 0 && t_.upos(before) == Upos::kAdv) --before;
  if (t_.upos(before) != Upos::kCconj || t_.child(w, "nsubj") >= 0) return false;
  const ReportingVerb* v = lexicon_.reporting_verb(t_, w);
  if (v == nullptr || !v->clause || v->cognition) return false;
  return t_.form(w + 1) == "that" || (t_.form(w + 1) == "," && is_mark(w + 2));
}

bool Reach::reporting_participle(WordId w) const {
  if (t_.xpos(w) != "VBG" || w == 0 || (t_.form(w - 1) != "," && !is_mark(w - 1))) return false;
  if (w > 1 && is_mark(w - 1) && t_.form(w - 2) != ",") return false;
  const ReportingVerb* v = lexicon_.reporting_verb(t_, w);
  if (v == nullptr || !v->direct || v->cognition || w + 1 >= t_.size()) return false;
  const std::string& next = t_.form(w + 1);
  return next == "," || next == "that" || next == ":" || is_mark(w + 1) ||
         t_.child(w, "ccomp") >= 0;
}

bool Reach::speaks(WordId w) const {
  if (w < 0) return false;
  const std::string& f = t_.form(w);
  if (t_.upos(w) == Upos::kPron)
    return f == "he" || f == "she" || f == "they" || f == "i" || f == "we";
  if (t_.upos(w) == Upos::kPropn || t_.upos(w) == Upos::kNoun)
    if (const WordMention* m = scene_.mention_over(sentence_, w);
        m != nullptr && scene_.is_actor(m->entity))
      return true;
  return scene_.is_actor(scene_.entity_at(sentence_, w)) ||
         lexicon_.in_class(t_.lemma(w), "person") || lexicon_.in_class(t_.lemma(w), "document");
}

WordId Reach::participle_subject(WordId v) const {
  // Behind a comma it goes on from the last verb of saying; else from any clause above it.
  WordId at = v;
  if (reporting_participle(v) || reporting_conjunct(v))
    for (int steps = 0; steps < 10 && t_.head(at) >= 0; ++steps) {
      at = t_.head(at);
      if (scene_.quotation_at(sentence_, at) >= 0 || lexicon_.reporting_verb(t_, at) == nullptr ||
          !t_.is_verb(at))
        continue;
      const WordId s = arguments_of(t_, at).subject;
      if (speaks(s)) return s;
    }
  at = v;
  for (int steps = 0; steps < 10 && t_.head(at) >= 0; ++steps) {
    at = t_.head(at);
    const bool predicate = t_.is_verb(at) || t_.child(at, "nsubj") >= 0;
    if (!predicate || scene_.quotation_at(sentence_, at) >= 0) continue;
    const WordId s = arguments_of(t_, at).subject;
    if (speaks(s)) return s;
  }
  return kNoWord;
}

WordId Reach::phrase_head_before(WordId v) const {
  WordId w = v - 1;
  while (w >= 0 &&
         (t_.upos(w) == Upos::kAdv || t_.upos(w) == Upos::kAux || t_.upos(w) == Upos::kPart))
    --w;
  if (w > 0 && (t_.form(w) == "," || t_.form(w) == ")")) --w;
  if (w < 0 || !t_.is_nominal(w) || is_mark(w)) return kNoWord;
  // Up to the head of the phrase, through relative clauses that belong to it.
  for (int steps = 0; steps < 12; ++steps) {
    const WordId h = t_.head(w);
    const std::string_view r = t_.rel(w);
    if (h < 0 || h >= v || r == "nsubj" || r == "conj" || r == "ccomp" || r == "advcl" ||
        r == "parataxis")
      break;
    if (!t_.is_nominal(h) && t_.upos(h) != Upos::kAdj && t_.rel(h) != "acl") break;
    w = h;
  }
  // "two officials familiar with the talks said": read as a clause of its own.
  if (!t_.is_nominal(w)) w = t_.child(w, "nsubj");
  if (w < 0 || w >= v) return kNoWord;
  return t_.is_nominal(w) && t_.preposition(w).empty() && v - w < kMaxTag ? w : kNoWord;
}

WordId Reach::phrase_head_after(WordId v) const {
  WordId w = v + 1;
  while (w < t_.size() && w - v < 6 &&
         (t_.upos(w) == Upos::kDet || t_.upos(w) == Upos::kAdj || t_.upos(w) == Upos::kNum ||
          (t_.upos(w) == Upos::kPron && t_.rel(w) == "nmod")))
    ++w;
  if (w >= t_.size() || !t_.is_nominal(w)) return kNoWord;
  for (int steps = 0; steps < 8; ++steps) {
    const WordId h = t_.head(w);
    const std::string_view r = t_.rel(w);
    if (h <= v || !t_.is_nominal(h) || h - v > 12) break;
    if (r != "compound" && r != "flat" && r != "nmod" && r != "amod" && r != "det" &&
        r != "nummod" && r != "appos")
      break;
    w = h;
  }
  return w;
}

WordId Reach::speaker(WordId v, const Arguments& a) const {
  // "…," said X: the mark or comma before and the name behind tell more than the tree.
  const bool after_mark = v > 0 && (is_mark(v - 1) || t_.form(v - 1) == ",");
  if (after_mark && (t_.xpos(v) == "VBD" || t_.xpos(v) == "VBZ") && v + 1 < t_.size() &&
      (t_.upos(v + 1) == Upos::kPropn || t_.upos(v + 1) == Upos::kDet ||
       t_.upos(v + 1) == Upos::kAdj || t_.upos(v + 1) == Upos::kNoun || t_.form(v + 1) == "he" ||
       t_.form(v + 1) == "she")) {
    bool own = false;
    for (const WordId c : t_.children(v))
      own |= t_.rel(c) == "nsubj" && c < v && t_.form(v - 1) != ",";
    const WordId s = own ? kNoWord : phrase_head_after(v);
    if (s >= 0 && (speaks(s) || t_.upos(s) == Upos::kPropn) &&
        !(v >= 2 && phrase_head_before(v) == a.subject && a.subject >= 0 && !a.inherited))
      return s;
  }
  const bool own = a.subject >= 0 && !a.inherited;
  if (own && (a.subject < v || after_mark)) {
    // "Sweden may join, two officials said": a subject far before a comma is that of what is said.
    const WordId before = a.subject < v ? phrase_head_before(v) : kNoWord;
    if (before >= 0 && before != a.subject && !t_.under(before, a.subject) && speaks(before))
      for (WordId w = a.subject + 1; w < before; ++w)
        if (t_.form(w) == ",") return before;
    return a.subject;
  }
  if (finite(t_, v) && !a.passive) {
    const WordId before = phrase_head_before(v);
    if (before >= 0 && speaks(before)) return before;
  }
  return a.subject;
}

Words Reach::following(WordId v, WordId c, bool addressee) const {
  WordId begin = v + 1;
  WordId that = kNoWord;
  for (WordId w = v + 1; w < c && w - v < 24 && that < 0; ++w)
    if (t_.form(w) == "that" && t_.rel(w) == "mark" && t_.under(w, v)) that = w;
  if (that >= 0) {
    begin = that + 1;
  } else {
    bool moved = true;
    while (moved && begin < c) {
      moved = false;
      const WordId k = branch(begin, v);
      if (k < 0 || t_.last(k) >= c) break;
      const std::string_view r = t_.rel(k);
      const bool skip = r == "obl" || r == "advmod" || r == "punct" || r == "compound" ||
                        r == "nmod" || r == "discourse" || r == "aux" || r == "mark" ||
                        ((r == "obj" || r == "iobj") && addressee);
      if (!skip) break;
      if (r == "obj" || r == "iobj") addressee = false;
      begin = std::max(begin + 1, t_.last(k) + 1);
      moved = true;
    }
    if (t_.first(c) > v) begin = std::min(begin, t_.first(c));
  }
  const WordId end = end_of(v, t_.last(c));
  return trimmed({begin, cut_at_participle(begin, end, c)});
}

WordId Reach::end_of(WordId v, WordId last) const {
  WordId w = last + 1;
  for (; w < t_.size(); ++w) {
    if (t_.upos(w) == Upos::kPunct && t_.form(w) != ";") continue;
    const WordId k = branch(w, v);
    if (k < 0 || k < last) {
      if (k >= 0) continue;
      break;
    }
    const std::string_view r = t_.rel(k);
    const bool comma =
        w > 0 && (t_.form(w - 1) == "," || (w > 1 && is_mark(w - 1) && t_.form(w - 2) == ","));
    if (r == "parataxis" || r == "cc") {
      if (r == "parataxis" || comma) break;
      continue;
    }
    if (r == "conj") {
      const bool subject = t_.child(k, "nsubj") >= 0;
      if (!subject || lexicon_.reporting_verb(t_, k) != nullptr || comma ||
          t_.form(t_.first(k)) == ",")
        break;
    } else if (r == "advcl") {
      if (comma || reporting_participle(k)) break;
    } else if (r == "obl" || r == "advmod" || r == "nmod") {
      if (comma || lexicon_.occasions.count(t_.lemma(k)) != 0 ||
          !scene_.times_in(sentence_, t_.first(k), t_.last(k) + 1).empty())
        break;
    }
    w = std::max(w, t_.last(k));
  }
  while (w > last + 1 && (t_.upos(w - 1) == Upos::kPunct || t_.rel(w - 1) == "cc")) --w;
  return w;
}

// Where the sentence begins behind a dateline: "OSLO, March 11 (Agency) - ".
WordId Reach::dateline() const {
  if (t_.size() < 4) return 0;
  const std::string& first = t_.word(0).form;
  bool capitals = first.size() > 2;
  for (const char c : first) capitals &= c < 'a' || c > 'z';
  for (WordId w = 1; w < t_.size() && w < 16; ++w) {
    if (t_.is_verb(w)) return 0;
    const std::string& f = t_.form(w);
    if (f == "-" || f == "--" || f == "\u2013" || f == "\u2014") {
      if (capitals || (w > 0 && t_.form(w - 1) == ")")) return w + 1;
      return 0;
    }
  }
  return 0;
}

std::vector<Words> Reach::around_tag(WordId v, WordId s) const {
  std::vector<Words> out;
  if (s < 0 || !finite(t_, v)) return out;
  for (const WordId c : t_.children(v))
    if (t_.rel(c) == "mark" && c < v) return out;
  WordId left, right;  // the last word before the tag, the first behind it
  if (s < v) {
    left = t_.phrase(s, true).first - 1;
    // An apposition may lie between: "C, X, the Y of Z, said".
    right = v + 1;
  } else {
    left = v - 1;
    right = std::max(v + 1, t_.phrase(s, true).second);
  }
  if (left < 1 || (t_.form(left) != "," && !is_mark(left))) return out;
  // Its own modifiers: "said on Monday", "told reporters in Jakarta".
  for (int steps = 0; steps < 6 && right < t_.size(); ++steps) {
    const WordId k = branch(right, v);
    if (k < 0 || k < v) break;
    const std::string_view r = t_.rel(k);
    if (r != "obl" && r != "advmod" && r != "obj" && r != "iobj" && r != "nmod" &&
        r != "compound" && r != "xcomp")
      break;
    if (has_verb(t_.first(k), t_.last(k) + 1)) break;
    right = t_.last(k) + 1;
  }
  while (right < t_.size() && t_.form(right) == ")") ++right;
  const bool at_end = right >= t_.size() || t_.form(right) == "." || t_.form(right) == ";";
  const bool comma = !at_end && t_.form(right) == ",";
  if (!at_end && !comma) return out;
  const Words before = trimmed({dateline(), left + 1});
  const bool verb_in_lead = has_verb(before.first, before.second);
  Words after = comma ? trimmed({right + 1, t_.size()}) : Words{0, 0};
  if (comma && after.first < after.second) {
    const WordId cut = cut_at_participle(right + 1, t_.size(), v);
    after = trimmed({right + 1, cut});
    // A participle or a second clause behind the tag is no content: "…, he said, pointing at the
    // map."
    if ((verb_in_lead && t_.upos(after.first) == Upos::kAdp) || t_.xpos(after.first) == "VBG" ||
        t_.form(after.first) == "who" || t_.form(after.first) == "which" ||
        t_.rel(after.first) == "cc")
      after = {0, 0};
  }
  const bool verb_before = has_verb(before.first, before.second),
             verb_after = has_verb(after.first, after.second);
  if (!verb_before && !verb_after) return out;
  // "After the talks, he said, …": an adjunct of the verb of saying itself is no content.
  bool adjunct = comma;
  for (WordId w = before.first; w < before.second && adjunct; ++w) {
    const WordId k = branch(w, v);
    adjunct = t_.upos(w) == Upos::kPunct ||
              (k >= 0 && (t_.rel(k) == "advcl" || t_.rel(k) == "obl" || t_.rel(k) == "advmod"));
  }
  if (adjunct) {
    if (after.first < after.second && verb_after) out.push_back(after);
    return out;
  }
  // "On Monday, he said, talks would go on": what leads is no part of it, unless it has the verb.
  const bool adverbial =
      t_.upos(before.first) == Upos::kAdp || t_.upos(before.first) == Upos::kAdv ||
      t_.upos(before.first) == Upos::kCconj || t_.upos(before.first) == Upos::kSconj;
  if (verb_before || !adverbial) out.push_back(before);
  if (after.first < after.second) out.push_back(after);
  if (out.size() == 1 && comma && !verb_before) return out;
  return out;
}

}  // namespace dragoman::coding
