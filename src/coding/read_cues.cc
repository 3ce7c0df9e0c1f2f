#include "coding/read_cues.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

using Kind = StatementRole::Kind;

class Reconciler {
 public:
  Reconciler(const Scene& scene, std::uint32_t sentence, std::vector<Cue>& cues)
      : scene_(scene), t_(scene.tree(sentence)), sentence_(sentence), cues_(cues) {}

  void run() {
    const std::vector<StatementRole>& roles = t_.sentence().roles;
    std::vector<const StatementRole*> unseen;
    std::vector<char> kept(cues_.size(), 0);
    for (const StatementRole& role : roles) {
      if (role.kind != Kind::kCue) continue;
      const auto found = std::find_if(cues_.begin(), cues_.end(), [&](const Cue& cue) {
        return cue.word >= 0 && t_.span(first(role), last(role)).overlaps(cue.span);
      });
      if (found == cues_.end())
        unseen.push_back(&role);
      else
        kept[static_cast<std::size_t>(found - cues_.begin())] = 1;
    }
    std::size_t place = 0;
    std::erase_if(cues_, [&](const Cue&) { return kept[place++] == 0; });
    for (const StatementRole* role : unseen)
      if (Cue cue = made(*role); !cue.content.empty() || cue.wants_quotation)
        cues_.push_back(std::move(cue));
    std::stable_sort(cues_.begin(), cues_.end(),
                     [](const Cue& a, const Cue& b) { return a.span < b.span; });
  }

 private:
  static WordId first(const StatementRole& r) { return static_cast<WordId>(r.begin); }
  static WordId last(const StatementRole& r) { return static_cast<WordId>(r.end) - 1; }

  WordId head_of(const StatementRole& role) const {
    WordId head = kNoWord;
    for (WordId w = first(role); w <= last(role); ++w)
      if (t_.upos(w) != Upos::kPunct && (head < 0 || t_.depth(w) < t_.depth(head))) head = w;
    return head < 0 ? first(role) : head;
  }

  // Words between two roles.
  static int distance(const StatementRole& a, const StatementRole& b) {
    return a.begin < b.begin ? static_cast<int>(b.begin) - static_cast<int>(a.end)
                             : static_cast<int>(a.begin) - static_cast<int>(b.end);
  }

  // The cue that a role stands nearest to.
  const StatementRole* cue_of(const StatementRole& role) const {
    const StatementRole* best = nullptr;
    for (const StatementRole& r : t_.sentence().roles)
      if (r.kind == Kind::kCue && (best == nullptr || distance(r, role) < distance(*best, role)))
        best = &r;
    return best;
  }

  Cue made(const StatementRole& role) const {
    Cue cue;
    cue.sentence = sentence_;
    cue.word = head_of(role);
    cue.span = t_.span(first(role), last(role));
    cue.nested = scene_.quotation_at(sentence_, cue.word) >= 0;
    cue.verb = t_.is_verb(cue.word) ? scene_.lexicon.reporting_verb(t_, cue.word) : nullptr;
    if (cue.verb != nullptr) {
      cue.act = cue.verb->act;
    } else if (const auto noun = scene_.lexicon.reporting_nouns.find(t_.lemma(cue.word));
               noun != scene_.lexicon.reporting_nouns.end()) {
      cue.act = noun->second.act;
    }
    const StatementRole* source = nullptr;
    for (const StatementRole& r : t_.sentence().roles) {
      if (cue_of(r) != &role) continue;
      if (r.kind == Kind::kSource &&
          (source == nullptr || distance(r, role) < distance(*source, role)))
        source = &r;
      else if (r.kind == Kind::kAddressee)
        cue.addressees.push_back(head_of(r));
      else if (r.kind == Kind::kContent)
        cue.content.emplace_back(first(r), last(r) + 1);
    }
    if (source != nullptr) cue.speaker = head_of(*source);
    if (!cue.content.empty()) {
      const auto& [begin, end] = cue.content.front();
      for (WordId w = begin; w < end; ++w)
        if (t_.upos(w) != Upos::kPunct &&
            (cue.predicate < 0 || t_.depth(w) < t_.depth(cue.predicate)))
          cue.predicate = w;
    }
    cue.wants_quotation = cue.content.empty();
    cue.rule = "read-cue:" + t_.lemma(cue.word);
    return cue;
  }

  const Scene& scene_;
  const Tree& t_;
  std::uint32_t sentence_;
  std::vector<Cue>& cues_;
};

}  // namespace

void reconcile_cues(const Scene& scene, std::uint32_t sentence, std::vector<Cue>& cues) {
  if (scene.analysis.sentences[sentence].accurate) Reconciler(scene, sentence, cues).run();
}

}  // namespace dragoman::coding
