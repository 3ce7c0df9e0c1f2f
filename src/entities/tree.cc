#include "entities/tree.h"

#include <algorithm>

namespace dragoman {

bool has_feature(const Word& word, std::string_view feature) {
  std::string_view feats = word.feats;
  for (;;) {
    const std::size_t at = feats.find(feature);
    if (at == std::string_view::npos) return false;
    const std::size_t end = at + feature.size();
    if ((at == 0 || feats[at - 1] == '|') && (end == feats.size() || feats[end] == '|'))
      return true;
    feats.remove_prefix(end);
  }
}

bool is_nominal(const Word& word) {
  return word.upos == Upos::kNoun || word.upos == Upos::kPropn || word.upos == Upos::kPron ||
         word.upos == Upos::kNum;
}

SentenceTree::SentenceTree(const Sentence& sentence) : words_(&sentence.words) {
  const auto n = static_cast<std::uint32_t>(sentence.words.size());
  first_.assign(n + 1, 0);
  for (const Word& w : sentence.words)
    if (w.head >= 0) ++first_[w.head + 1];
  for (std::uint32_t i = 0; i < n; ++i) first_[i + 1] += first_[i];
  children_.resize(first_[n]);
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1), open(n, 0);
  for (std::uint32_t i = 0; i < n; ++i)
    if (const std::int32_t head = sentence.words[i].head; head >= 0) children_[next[head]++] = i;
  // From the leaves up; the words of a cycle are never reached.
  subtree_.resize(n);
  std::vector<std::uint32_t> ready;
  for (std::uint32_t i = 0; i < n; ++i) {
    subtree_[i] = {i, i + 1};
    open[i] = first_[i + 1] - first_[i];
    if (open[i] == 0) ready.push_back(i);
  }
  while (!ready.empty()) {
    const std::uint32_t i = ready.back();
    ready.pop_back();
    const std::int32_t head = sentence.words[i].head;
    if (head < 0) continue;
    subtree_[head].begin = std::min(subtree_[head].begin, subtree_[i].begin);
    subtree_[head].end = std::max(subtree_[head].end, subtree_[i].end);
    if (--open[head] == 0) ready.push_back(static_cast<std::uint32_t>(head));
  }
}

std::int32_t SentenceTree::child(std::uint32_t word, std::string_view relation) const {
  for (const std::uint32_t c : children(word))
    if (is_relation(this->word(c).deprel, relation)) return static_cast<std::int32_t>(c);
  return -1;
}

std::uint32_t SentenceTree::head_of(std::uint32_t begin, std::uint32_t end) const {
  for (std::uint32_t i = begin; i < end; ++i) {
    const std::int32_t head = word(i).head;
    if (head < static_cast<std::int32_t>(begin) || head >= static_cast<std::int32_t>(end)) return i;
  }
  return begin;
}

bool SentenceTree::below(std::uint32_t word, std::uint32_t ancestor, int steps) const {
  std::int32_t at = static_cast<std::int32_t>(word);
  for (int k = 0; k <= steps && at >= 0; ++k) {
    if (at == static_cast<std::int32_t>(ancestor)) return true;
    at = this->word(at).head;
  }
  return false;
}

WordSpan SentenceTree::phrase(std::uint32_t head, bool name) const {
  WordSpan span{head, head + 1};
  const bool predicate = child(head, "cop") >= 0 || child(head, "nsubj") >= 0;
  for (const std::uint32_t c : children(head)) {
    const Word& w = word(c);
    const std::string_view rel = w.deprel;
    const WordSpan sub = subtree(c);
    bool keep = is_relation(rel, "det") || is_relation(rel, "amod") || is_relation(rel, "nummod") ||
                is_relation(rel, "compound") || is_relation(rel, "nmod") ||
                is_relation(rel, "flat") || is_relation(rel, "fixed") ||
                is_relation(rel, "goeswith") || is_relation(rel, "list");
    // "met the minister in Vienna": the place belongs to the act, not to the man.
    if (name && is_relation(rel, "nmod") && c > head) {
      const std::int32_t preposition = child(c, "case");
      keep = preposition >= 0 && word(static_cast<std::uint32_t>(preposition)).form == "of";
    }
    if (is_relation(rel, "case")) keep = c > head;  // "Ukraine's"
    if (is_relation(rel, "appos")) keep = sub.begin > head;
    if (is_relation(rel, "acl") && !predicate)
      // "people who fled", not "Putin, who arrived …".
      keep = sub.begin > head && this->word(sub.begin).upos != Upos::kPunct &&
             sub.end - sub.begin < 25 && this->word(sub.begin - 1).upos != Upos::kPunct;
    if (name && sub.begin > head &&
        (is_relation(rel, "acl") || word(sub.begin).form == "(" ||
         (sub.begin > 0 && word(sub.begin - 1).form == "(")))
      keep = false;
    if (is_relation(rel, "advmod") && !predicate) keep = c < head;
    if (!keep) continue;
    span.begin = std::min(span.begin, sub.begin);
    span.end = std::max(span.end, sub.end);
  }
  while (span.begin < head &&
         (word(span.begin).upos == Upos::kPunct || word(span.begin).upos == Upos::kCconj) &&
         word(span.begin).form != "$")
    ++span.begin;
  while (span.end > head + 1 && word(span.end - 1).upos == Upos::kPunct) --span.end;
  // A phrase that begins with the preposition of an inner branch has been read wrongly.
  while (span.begin < head &&
         (word(span.begin).upos == Upos::kAdp || word(span.begin).upos == Upos::kSconj))
    ++span.begin;
  return span;
}

}  // namespace dragoman
