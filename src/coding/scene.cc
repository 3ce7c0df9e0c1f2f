#include "coding/scene.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

template <typename T>
std::vector<std::uint32_t> begins_by_sentence(const std::vector<T>& rows, std::size_t sentences) {
  std::vector<std::uint32_t> begin(sentences + 1, static_cast<std::uint32_t>(rows.size()));
  for (std::size_t i = rows.size(); i-- > 0;)
    if (rows[i].sentence < sentences) begin[rows[i].sentence] = static_cast<std::uint32_t>(i);
  for (std::size_t s = sentences; s-- > 0;) begin[s] = std::min(begin[s], begin[s + 1]);
  return begin;
}

bool overlaps_any(Span s, const std::vector<Span>& spans) {
  return std::any_of(spans.begin(), spans.end(), [&](Span x) { return x.overlaps(s); });
}

// "2024-06-17" day, "2024-06" month, "2024" year, "2024-SU" season, "2024-06-17T10:30" minute.
std::string precision_of(std::string_view value) {
  if (const std::size_t t = value.find('T'); t != std::string_view::npos && t >= 10)
    return t + 1 < value.size() && value[t + 1] >= '0' && value[t + 1] <= '9' ? "minute" : "day";
  const auto digit = [&](std::size_t i) {
    return i < value.size() && value[i] >= '0' && value[i] <= '9';
  };
  if (value.size() == 10 && digit(9)) return "day";
  if (value.size() == 7 && digit(5)) return "month";
  if (value.size() == 4 && digit(3)) return "year";
  if (value.size() == 3 && digit(2)) return "decade";
  if (value.find("-W") != std::string_view::npos) return "week";
  if (value.find("-Q") != std::string_view::npos) return "quarter";
  if (value.size() == 7 && value[4] == '-') return "season";
  return {};
}

std::string place_precision(const Place& p) {
  switch (p.feature) {
    case 'P':
      return "city";
    case 'S':
    case 'H':
    case 'T':
    case 'V':
    case 'R':
    case 'U':
      return "point";
    case 'A':
      if (!p.country.empty() && p.adm1.empty()) return "country";
      return p.adm2.empty() ? "region" : "district";
    case 'L':
      return "region";
    default:
      return {};
  }
}

}  // namespace

Scene::Scene(const Article& a, const Analysis& an, const Entities& e, const Lexicon& l)
    : article(a), analysis(an), entities(e), lexicon(l), paragraphs(paragraphs_of(a)) {
  quotations = pair_quotations(article.text, paragraphs);
  const std::size_t n = analysis.sentences.size();
  mention_begin_ = begins_by_sentence(entities.mentions, n);
  time_begin_ = begins_by_sentence(entities.time_mentions, n);
  place_begin_ = begins_by_sentence(entities.place_mentions, n);
  static const Sentence kEmpty{};
  std::size_t paragraph = 0, quotation = 0;
  for (const Sentence& s : analysis.sentences) {
    if (s.words.size() <= static_cast<std::size_t>(kMaxWords))
      trees.emplace_back(s, parties(static_cast<std::uint32_t>(trees.size())));
    else
      trees.emplace_back(kEmpty);
    while (paragraph + 1 < paragraphs.size() && paragraphs[paragraph + 1].begin <= s.span.begin)
      ++paragraph;
    paragraph_of.push_back(static_cast<std::uint32_t>(paragraph));
    std::vector<int> of(s.words.size(), -1);
    while (quotation < quotations.size() && quotations[quotation].outer.end <= s.span.begin)
      ++quotation;
    std::size_t q = quotation;
    for (std::size_t w = 0; w < s.words.size(); ++w) {
      const Span span = s.words[w].span;
      while (q < quotations.size() &&
             (quotations[q].level > 1 || quotations[q].outer.end <= span.begin))
        ++q;
      if (q < quotations.size() && quotations[q].outer.begin <= span.begin)
        of[w] = static_cast<int>(q);
    }
    quotation_of.push_back(std::move(of));
  }
}

std::vector<NamedParty> Scene::parties(std::uint32_t sentence) const {
  std::vector<NamedParty> out;
  for (std::uint32_t i = mention_begin_[sentence]; i < mention_begin_[sentence + 1]; ++i) {
    const WordMention& m = entities.mentions[i];
    if (m.entity == kNone || m.form != MentionForm::kName) continue;
    const EntityKind kind = entities.entities[static_cast<std::size_t>(m.entity)].kind;
    if (kind == EntityKind::kOther) continue;
    out.push_back({static_cast<WordId>(m.begin), static_cast<WordId>(m.end),
                   kind == EntityKind::kCountry || kind == EntityKind::kPlace});
  }
  return out;
}

const WordMention* Scene::mention_at(std::uint32_t sentence, WordId word) const {
  const WordMention* best = nullptr;
  const WordMention* holder = nullptr;
  if (word < 0) return nullptr;
  const auto w = static_cast<std::uint32_t>(word);
  for (std::uint32_t i = mention_begin_[sentence]; i < mention_begin_[sentence + 1]; ++i) {
    const WordMention& m = entities.mentions[i];
    if (m.entity == kNone) continue;
    if (m.head == w) {
      if (best == nullptr || m.end - m.begin > best->end - best->begin) best = &m;
    } else if (m.begin <= w && w < m.end && m.form == MentionForm::kName) {
      // Only a word of the name itself, not of the phrase around it.
      const Tree& t = trees[sentence];
      WordId at = word;
      while (at >= 0 && at != static_cast<WordId>(m.head) &&
             (t.rel(at) == "flat" || t.rel(at) == "compound" || t.rel(at) == "fixed" ||
              t.rel(at) == "goeswith"))
        at = t.head(at);
      if (at == static_cast<WordId>(m.head) &&
          (holder == nullptr || m.end - m.begin < holder->end - holder->begin))
        holder = &m;
    }
  }
  return best != nullptr ? best : holder;
}

const WordMention* Scene::mention_over(std::uint32_t sentence, WordId word) const {
  const WordMention* best = nullptr;
  const Tree& t = trees[sentence];
  const auto [begin, end] = t.phrase(word);
  for (std::uint32_t i = mention_begin_[sentence]; i < mention_begin_[sentence + 1]; ++i) {
    const WordMention& m = entities.mentions[i];
    if (m.entity == kNone || m.form == MentionForm::kPronoun) continue;
    const bool person =
        entities.entities[static_cast<std::size_t>(m.entity)].kind == EntityKind::kPerson;
    const auto a = static_cast<WordId>(m.begin), b = static_cast<WordId>(m.end);
    const bool holds = a <= word && word < b;
    bool ends = m.form == MentionForm::kName && a > word && b == end && a >= begin;
    // "Secretary General" and the name right behind it.
    if (!ends && m.form == MentionForm::kName && a > word && a - word <= 3) {
      ends = true;
      for (WordId w = word + 1; w < a; ++w)
        ends &= t.is_nominal(w) || t.upos(w) == Upos::kAdj || t.form(w) == "of";
    }
    if (!person || (!holds && !ends)) continue;
    if (best == nullptr || m.end - m.begin < best->end - best->begin) best = &m;
  }
  return best;
}

Index Scene::entity_at(std::uint32_t sentence, WordId word) const {
  const WordMention* m = mention_at(sentence, word);
  return m == nullptr ? kNone : m->entity;
}

bool Scene::is_actor(Index entity) const {
  if (entity < 0 || entity >= static_cast<Index>(entities.entities.size())) return false;
  const Entity& e = entities.entities[static_cast<std::size_t>(entity)];
  switch (e.kind) {
    case EntityKind::kPerson:
    case EntityKind::kOrganization:
    case EntityKind::kCountry:
    case EntityKind::kGroup:
    case EntityKind::kRole:
      return true;
    case EntityKind::kPlace:
    case EntityKind::kOther:
      return e.actor.has_value() && !e.actor->code.empty();
  }
  return false;
}

const WordMention* Scene::mention_in(std::uint32_t sentence, WordId begin, WordId end) const {
  for (std::uint32_t i = mention_begin_[sentence]; i < mention_begin_[sentence + 1]; ++i) {
    const WordMention& m = entities.mentions[i];
    if (m.entity != kNone && static_cast<WordId>(m.head) >= begin &&
        static_cast<WordId>(m.head) < end)
      return &m;
  }
  return nullptr;
}

std::vector<const TimeMention*> Scene::times_in(std::uint32_t sentence, WordId begin,
                                                WordId end) const {
  std::vector<const TimeMention*> out;
  for (std::uint32_t i = time_begin_[sentence]; i < time_begin_[sentence + 1]; ++i) {
    const TimeMention& m = entities.time_mentions[i];
    if (m.time != kNone && static_cast<WordId>(m.begin) >= begin &&
        static_cast<WordId>(m.end) <= end)
      out.push_back(&m);
  }
  return out;
}

std::vector<const PlaceMention*> Scene::places_in(std::uint32_t sentence, WordId begin,
                                                  WordId end) const {
  std::vector<const PlaceMention*> out;
  for (std::uint32_t i = place_begin_[sentence]; i < place_begin_[sentence + 1]; ++i) {
    const PlaceMention& m = entities.place_mentions[i];
    if (m.place != kNone && static_cast<WordId>(m.begin) >= begin &&
        static_cast<WordId>(m.end) <= end)
      out.push_back(&m);
  }
  return out;
}

std::optional<WhenValue> Scene::when(std::uint32_t sentence, WordId predicate,
                                     const std::vector<Span>& except, bool statement) const {
  const Tree& t = trees[sentence];
  if (predicate < 0 || predicate >= t.size()) return std::nullopt;
  const TimeExpression* best = nullptr;
  int nearest = 1 << 20;
  for (const TimeMention* m : times_in(sentence, 0, t.size())) {
    const TimeExpression& x = entities.times[static_cast<std::size_t>(m->time)];
    if (x.type == TimeType::kDuration || x.type == TimeType::kSet || x.value.empty()) continue;
    if (overlaps_any(x.span, except)) continue;
    // It belongs to the predicate if it hangs below it and no other clause stands between.
    WordId at = static_cast<WordId>(m->end) - 1;
    for (WordId w = static_cast<WordId>(m->begin); w < static_cast<WordId>(m->end); ++w)
      if (t.depth(w) < t.depth(at)) at = w;
    int distance = 0;
    bool holds = false;
    for (int steps = 0; at >= 0 && steps < 12; ++steps) {
      if (at == predicate) {
        holds = true;
        break;
      }
      const std::string_view r = t.rel(at);
      if (r == "ccomp" || r == "xcomp" || r == "acl" || r == "parataxis" || r == "conj") {
        if (statement || r != "conj") distance += 50;
        if (r == "ccomp" || r == "acl" || r == "parataxis") break;
      }
      if (r == "advcl") distance += statement ? 20 : 50;
      if (r == "nsubj" || r == "obj") distance += 10;
      ++distance;
      at = t.head(at);
    }
    if (!holds || distance >= nearest) continue;
    nearest = distance;
    best = &x;
  }
  if (best == nullptr || nearest >= 50) return std::nullopt;
  return WhenValue{best->value, best->begin, best->end,
                   statement ? std::string() : precision_of(best->value)};
}

std::optional<WherePlace> Scene::where(std::uint32_t sentence, WordId predicate,
                                       const std::vector<Span>& except) const {
  const Tree& t = trees[sentence];
  if (predicate < 0 || predicate >= t.size()) return std::nullopt;
  const PlaceMention* best = nullptr;
  int nearest = 1 << 20;
  for (const PlaceMention* m : places_in(sentence, 0, t.size())) {
    const Place& p = entities.places[static_cast<std::size_t>(m->place)];
    if (p.use != PlaceUse::kLiteral || overlaps_any(p.span, except)) continue;
    WordId at = static_cast<WordId>(m->end) - 1;
    for (WordId w = static_cast<WordId>(m->begin); w < static_cast<WordId>(m->end); ++w)
      if (t.depth(w) < t.depth(at)) at = w;
    // The phrase must say where: a preposition of place somewhere on the way up.
    bool local = false, holds = false;
    int distance = 0;
    for (int steps = 0; at >= 0 && steps < 8; ++steps) {
      if (at == predicate) {
        holds = true;
        break;
      }
      const std::string p_word = t.preposition(at);
      local |= p_word == "in" || p_word == "at" || p_word == "near" || p_word == "outside" ||
               p_word == "off" || p_word == "across" || p_word == "inside" || p_word == "around" ||
               p_word == "throughout" || p_word == "over" || (p_word == "on" && p.feature != 'A');
      const std::string_view r = t.rel(at);
      if (r == "nsubj" || r == "ccomp" || r == "acl" || r == "parataxis" || r == "xcomp") break;
      if (r == "advcl" || r == "conj") distance += 5;
      ++distance;
      at = t.head(at);
    }
    if (!holds || !local || distance >= nearest) continue;
    nearest = distance;
    best = m;
  }
  if (best == nullptr) return std::nullopt;
  return WherePlace{best->place,
                    place_precision(entities.places[static_cast<std::size_t>(best->place)])};
}

}  // namespace dragoman::coding
