#include "coding/read_cues.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

class Reconciler {
 public:
  Reconciler(const Scene& scene, std::uint32_t sentence, std::vector<Cue>& cues)
      : scene_(scene), t_(scene.tree(sentence)), sentence_(sentence), cues_(cues) {}

  void run() {
    std::vector<Cue> made;
    std::vector<char> kept(cues_.size(), 0);
    for (const ReadCue& read : t_.sentence().cues) {
      const Span span = t_.span(static_cast<WordId>(read.begin), static_cast<WordId>(read.end) - 1);
      const auto found = std::find_if(cues_.begin(), cues_.end(), [&](const Cue& cue) {
        return cue.word >= 0 && span.overlaps(cue.span);
      });
      if (found != cues_.end())
        kept[static_cast<std::size_t>(found - cues_.begin())] = 1;
      else
        made.push_back(cue_of(read, span));
    }
    std::size_t place = 0;
    std::erase_if(cues_, [&](const Cue&) { return kept[place++] == 0; });
    std::move(made.begin(), made.end(), std::back_inserter(cues_));
    std::stable_sort(cues_.begin(), cues_.end(),
                     [](const Cue& a, const Cue& b) { return a.span < b.span; });
  }

 private:
  Cue cue_of(const ReadCue& read, Span span) const {
    Cue cue;
    cue.sentence = sentence_;
    cue.word = t_.top(static_cast<WordId>(read.begin), static_cast<WordId>(read.end));
    cue.span = span;
    cue.nested = scene_.quotation_at(sentence_, cue.word) >= 0;
    cue.verb = t_.is_verb(cue.word) ? scene_.lexicon.reporting_verb(t_, cue.word) : nullptr;
    if (cue.verb != nullptr) {
      cue.act = cue.verb->act;
    } else if (const auto noun = scene_.lexicon.reporting_nouns.find(t_.lemma(cue.word));
               noun != scene_.lexicon.reporting_nouns.end()) {
      cue.act = noun->second.act;
    }
    if (const std::vector<WordId> heads = t_.heads(read.speaker); !heads.empty())
      cue.speaker = heads.front();
    cue.addressees = t_.heads(read.addressees);
    cue.content = runs(read.content);
    if (!cue.content.empty())
      cue.predicate = t_.top(cue.content.front().first, cue.content.front().second);
    cue.wants_quotation = cue.content.empty();
    cue.rule = "read-cue:" + t_.lemma(cue.word);
    return cue;
  }

  // Words that follow one another, marks and single words between them included.
  static std::vector<std::pair<WordId, WordId>> runs(const WordList& words) {
    std::vector<std::pair<WordId, WordId>> out;
    for (const std::uint32_t word : words) {
      const auto w = static_cast<WordId>(word);
      if (!out.empty() && w - out.back().second <= 1)
        out.back().second = w + 1;
      else
        out.emplace_back(w, w + 1);
    }
    return out;
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
