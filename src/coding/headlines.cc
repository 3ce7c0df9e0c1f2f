#include "coding/headlines.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

// The speaker named by words [begin, end): the first mention of an actor, if no verb stands there
// and what comes before it is only its own phrase.
WordId speaker_in(const Scene& scene, std::uint32_t sentence, WordId begin, WordId end) {
  const Tree& t = scene.tree(sentence);
  for (WordId w = begin; w < end; ++w) {
    const Upos u = t.upos(w);
    if (u == Upos::kVerb || u == Upos::kAux) return kNoWord;
    const WordMention* m = scene.mention_at(sentence, w);
    const bool place =
        m != nullptr && scene.entities.entities[static_cast<std::size_t>(m->entity)].kind ==
                            EntityKind::kPlace;  // speaks for its government
    if (m != nullptr && static_cast<WordId>(m->head) == w && (place || scene.is_actor(m->entity))) {
      // A longer phrase that this one is part of: "US State Department".
      const WordMention* best = m;
      for (WordId k = w + 1; k < end && k <= w + 6; ++k) {
        const WordMention* longer = scene.mention_at(sentence, k);
        if (longer != nullptr && static_cast<WordId>(longer->head) == k &&
            longer->begin <= m->begin && longer->end > best->end && scene.is_actor(longer->entity))
          best = longer;
      }
      return static_cast<WordId>(best->head);
    }
    if (w - begin > 6) return kNoWord;
  }
  return kNoWord;
}

}  // namespace

std::vector<Cue> headline_cues(const Scene& scene, std::uint32_t sentence) {
  std::vector<Cue> out;
  const Tree& t = scene.tree(sentence);
  const WordId n = t.size();
  const auto make = [&](WordId speaker, WordId begin, WordId end, WordId colon, const char* rule) {
    Cue cue;
    cue.sentence = sentence;
    cue.speaker = speaker;
    if (colon >= 0) cue.span = t.word(colon).span;
    cue.rule = rule;
    while (begin < end && t.upos(begin) == Upos::kPunct) ++begin;
    while (end > begin && t.upos(end - 1) == Upos::kPunct) --end;
    if (begin >= end) return;
    cue.content.push_back({begin, end});
    cue.predicate = begin;
    for (WordId w = begin; w < end; ++w)
      if (t.depth(w) < t.depth(cue.predicate)) cue.predicate = w;
    out.push_back(std::move(cue));
  };
  // Quotations, each with the words between it and the one before.
  WordId from = 0;
  for (WordId w = 0; w < n; ++w) {
    const int q = scene.quotation_at(sentence, w);
    if (q < 0) continue;
    WordId end = w;
    while (end < n && scene.quotation_at(sentence, end) == q) ++end;
    const bool enough = scene.quotations[static_cast<std::size_t>(q)].words >= 2;
    WordId colon = kNoWord;
    for (WordId k = from; k < w; ++k)
      if (t.form(k) == ":") colon = k;
    const WordId speaker =
        enough ? speaker_in(scene, sentence, from, colon >= 0 ? colon : w) : kNoWord;
    if (speaker >= 0)
      make(speaker, w, end, colon, colon >= 0 ? "headline-colon-quotation" : "headline-quotation");
    w = end - 1;
    from = end;
  }
  if (!out.empty()) return out;
  // "IMF: tariffs will hurt growth", "Tariffs will hurt growth: IMF"
  for (WordId colon = 1; colon + 1 < n; ++colon) {
    if (t.form(colon) != ":") continue;
    if (scene.quotation_at(sentence, colon) >= 0) continue;
    const WordId left = colon <= 5 ? speaker_in(scene, sentence, 0, colon) : kNoWord;
    if (left >= 0 && n - colon > 3) {
      make(left, colon + 1, n, colon, "headline-colon");
      return out;
    }
    const WordId right = n - colon <= 6 ? speaker_in(scene, sentence, colon + 1, n) : kNoWord;
    if (right >= 0 && colon >= 3) make(right, 0, colon, colon, "headline-source-last");
    return out;
  }
  return out;
}

std::optional<Cue> transcript_cue(const Scene& scene, std::uint32_t sentence) {
  const Tree& t = scene.tree(sentence);
  const Span here = scene.analysis.sentences[sentence].span;
  if (t.size() < 4 || here.begin > scene.paragraphs[scene.paragraph_of[sentence]].begin + 3)
    return std::nullopt;
  WordId colon = kNoWord, speaker = kNoWord;
  bool capitals = true;
  for (WordId w = 0; w < t.size() && w < 6 && colon < 0; ++w) {
    if (t.form(w) == ":") {
      colon = w;
      continue;
    }
    if (t.upos(w) == Upos::kPunct) continue;
    if (t.upos(w) == Upos::kVerb || t.upos(w) == Upos::kAux || t.upos(w) == Upos::kAdv)
      return std::nullopt;
    for (const char c : t.word(w).form) capitals &= !(c >= 'a' && c <= 'z');
    speaker = w;
  }
  if (colon < 1 || speaker < 0 || colon + 2 >= t.size()) return std::nullopt;
  const Index e = scene.entity_at(sentence, speaker);
  const bool person =
      e != kNone && scene.is_actor(e) &&
      scene.entities.entities[static_cast<std::size_t>(e)].kind == EntityKind::kPerson;
  if (!capitals && !person) return std::nullopt;
  // "NEW DELHI: the ministry said …" tells where the report was written.
  if (e != kNone) {
    const EntityKind kind = scene.entities.entities[static_cast<std::size_t>(e)].kind;
    if (kind == EntityKind::kPlace || kind == EntityKind::kCountry) return std::nullopt;
  }
  for (const PlaceMention& p : scene.entities.place_mentions)
    if (p.sentence == sentence && p.begin <= static_cast<std::uint32_t>(speaker) &&
        static_cast<std::uint32_t>(speaker) < p.end)
      return std::nullopt;
  Cue cue;
  cue.sentence = sentence;
  cue.speaker = speaker;
  cue.span = t.word(colon).span;
  cue.rule = "transcript";
  cue.content.push_back({colon + 1, t.size()});
  return cue;
}

}  // namespace dragoman::coding
