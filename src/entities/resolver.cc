#include <algorithm>

#include "base/calendar.h"
#include "entities/entities.h"
#include "entities/linker.h"
#include "entities/mentions.h"
#include "entities/places.h"
#include "entities/times.h"

namespace dragoman {
namespace {

Span span_of(const std::vector<Word>& words, std::uint32_t begin, std::uint32_t end) {
  return {words[begin].span.begin, words[end - 1].span.end};
}

Entity entity_of(const Cluster& cluster, const Knowledge& knowledge,
                 std::optional<std::int32_t> day) {
  Entity entity;
  entity.kind = cluster.kind;
  entity.name = cluster.name;
  if (cluster.kind != EntityKind::kOther && cluster.kind != EntityKind::kPlace)
    entity.actor = actor_of(cluster.affiliation, knowledge);
  if (cluster.kind == EntityKind::kPerson) {
    if (entity.actor) entity.actor->wikidata.clear();  // of the organisation
    for (const std::uint32_t row : cluster.officials) {
      const Official& o = knowledge.official(row);
      if (o.wikidata.empty() || (day && o.from > *day + 60)) continue;
      if (!entity.actor) entity.actor.emplace();
      entity.actor->wikidata = o.wikidata;
    }
  } else if (entity.actor && cluster.organization < 0) {
    entity.actor->wikidata.clear();
  }
  return entity;
}

}  // namespace

Resolver::Resolver(const Knowledge& knowledge) : knowledge_(&knowledge) {}

Entities Resolver::resolve(const Article& article, const Analysis& analysis) const {
  Entities out;
  std::vector<SentenceTree> trees;
  trees.reserve(analysis.sentences.size());
  for (const Sentence& s : analysis.sentences) trees.emplace_back(s);
  std::optional<CivilDate> published;
  if (article.published) published = parse_date(article.published->value);
  std::optional<std::int32_t> day;
  if (published) day = days_from_civil(*published);

  find_times(analysis, trees, *knowledge_, published, out.times, out.time_mentions);
  std::vector<std::vector<WordSpan>> time_words(analysis.sentences.size());
  for (const TimeMention& t : out.time_mentions) time_words[t.sentence].push_back({t.begin, t.end});

  std::vector<SentenceMentions> found;
  std::vector<Draft> drafts =
      find_mentions(article, analysis, trees, time_words, *knowledge_, found);
  Linker linker(analysis, trees, *knowledge_, day);
  linker.link(drafts);
  find_places(analysis, trees, found, drafts, *knowledge_, out.places, out.place_mentions);

  // Entities in the order of their first mention.
  const std::vector<Cluster>& clusters = linker.clusters();
  std::vector<Index> row_of(clusters.size(), kNone);
  for (const Draft& d : drafts) {
    if (d.entity == kNone) continue;
    const Cluster& cluster = clusters[d.entity];
    if (cluster.thing && cluster.others.size() < 2) continue;
    Index& row = row_of[d.entity];
    if (row == kNone) {
      row = static_cast<Index>(out.entities.size());
      out.entities.push_back(entity_of(cluster, *knowledge_, day));
    }
    const std::vector<Word>& words = analysis.sentences[d.sentence].words;
    Entity& entity = out.entities[row];
    const Mention mention{span_of(words, d.begin, d.end), span_of(words, d.name_begin, d.name_end),
                          d.form};
    // Two readings of the same words ("don't" has two words in one place) are one mention.
    if (!entity.mentions.empty() && entity.mentions.back().span == mention.span) continue;
    entity.mentions.push_back(mention);
    out.mentions.push_back({d.sentence, d.begin, d.end, d.head, row, d.form});
  }
  return out;
}

const WordMention* Entities::mention_at(std::uint32_t sentence, std::uint32_t word) const {
  const auto first =
      std::lower_bound(mentions.begin(), mentions.end(), sentence,
                       [](const WordMention& m, std::uint32_t s) { return m.sentence < s; });
  const WordMention* best = nullptr;
  for (auto it = first; it != mentions.end() && it->sentence == sentence; ++it) {
    if (it->begin > word && it->head != word) break;
    if (it->head == word) return &*it;
    if (it->form != MentionForm::kName || word < it->begin || word >= it->end) continue;
    if (best == nullptr || it->end - it->begin < best->end - best->begin) best = &*it;
  }
  return best;
}

}  // namespace dragoman
