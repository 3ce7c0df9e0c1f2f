#include "coding/actors.h"

#include <algorithm>

namespace dragoman::coding {
namespace {

void add(std::vector<Index>& out, Index entity) {
  if (entity != kNone && std::find(out.begin(), out.end(), entity) == out.end())
    out.push_back(entity);
}

bool first_person(const std::string& form) {
  return form == "i" || form == "we" || form == "us" || form == "me" || form == "our" ||
         form == "my";
}
bool second_person(const std::string& form) { return form == "you" || form == "your"; }

}  // namespace

Index Actors::entity_of(std::uint32_t sentence, WordId word) {
  if (word < 0) return kNone;
  const Index known = scene_.entity_at(sentence, word);
  if (known != kNone) return known;
  const Tree& t = scene_.tree(sentence);
  if (t.upos(word) != Upos::kNoun && t.upos(word) != Upos::kPropn && t.upos(word) != Upos::kAdj)
    return kNone;
  // A title and a name that the parser made two phrases of: "Deputy Minister of Trade
  // Ana Ruiz".
  if (const WordMention* m = scene_.mention_over(sentence, word);
      m != nullptr && scene_.is_actor(m->entity))
    return m->entity;
  if (!scene_.lexicon.in_class(t.lemma(word), "person")) return kNone;
  const bool plural =
      t.xpos(word) == "NNS" || t.word(word).feats.find("Number=Plur") != std::string_view::npos;
  return make(sentence, word, plural ? EntityKind::kGroup : EntityKind::kRole);
}

Index Actors::make(std::uint32_t sentence, WordId word, EntityKind kind) {
  const auto found = made_.find({sentence, word});
  if (found != made_.end()) return found->second;
  const Tree& t = scene_.tree(sentence);
  const auto [begin, end] = t.phrase(word);
  Entity e;
  e.kind = kind;
  const Span span = t.span(begin, end - 1);
  e.name = std::string(slice(scene_.article.text, span));
  e.mentions.push_back({span, t.word(word).span, MentionForm::kNominal});
  const auto index = static_cast<Index>(entities_.entities.size());
  entities_.entities.push_back(std::move(e));
  made_[{sentence, word}] = index;
  return index;
}

Index Actors::whole(std::uint32_t sentence, WordId word) {
  const Tree& t = scene_.tree(sentence);
  if (t.upos(word) != Upos::kNoun && t.upos(word) != Upos::kPropn) return kNone;
  const Index known = entity_of(sentence, word);
  if (known != kNone) return known;
  if (scene_.lexicon.in_class(t.lemma(word), "measure")) return kNone;
  const std::size_t before = entities_.entities.size();
  const Index made = make(sentence, word, EntityKind::kOther);
  if (entities_.entities.size() == before) return made;
  Entity& e = entities_.entities.back();
  const auto [at, fresh] = things_.emplace(lower_ascii(e.name), made);
  if (fresh) return made;
  entities_.entities[static_cast<std::size_t>(at->second)].mentions.push_back(e.mentions[0]);
  entities_.entities.pop_back();
  made_[{sentence, word}] = at->second;
  return at->second;
}

std::vector<Index> Actors::actors_of_one(std::uint32_t sentence, WordId word, const Deixis* deixis,
                                         int depth) {
  std::vector<Index> out;
  const Tree& t = scene_.tree(sentence);
  if (word < 0 || word >= t.size()) return out;
  if (t.upos(word) == Upos::kPron && deixis != nullptr) {
    if (first_person(t.form(word))) {  // the speaker, or nobody that can be told
      if (deixis->speaker != kNone) add(out, deixis->speaker);
      return out;
    }
    if (second_person(t.form(word))) {
      for (const Index a : deixis->addressees) add(out, a);
      return out;
    }
  }
  const Index own = entity_of(sentence, word);
  const WordMention* mention = scene_.mention_at(sentence, word);
  const bool nominal = mention != nullptr && mention->form == MentionForm::kNominal;
  if (nominal && t.is_nominal(word)) {
    // "envoys from Peru and Chile": those who are named, where they are several.
    for (const WordId c : t.children(word)) {
      const std::string p = t.rel(c) == "nmod" ? t.preposition(c) : std::string();
      if (p != "from" && p != "of") continue;
      std::vector<Index> named;
      for (const WordId k : t.coordinated(c)) {
        const Index e = scene_.entity_at(sentence, k);
        if (e != kNone && scene_.is_actor(e)) add(named, e);
      }
      if (named.size() > 1) return named;
    }
  }
  // "Russia's missiles" are a thing of Russia's, not an actor.
  const bool thing = nominal && scene_.lexicon.item(t.lemma(word)) != nullptr &&
                     !scene_.lexicon.in_class(t.lemma(word), "forces");
  if (own != kNone && scene_.is_actor(own) && !thing) {
    add(out, own);
    return out;
  }
  // Entities made here count as actors too.
  if (own != kNone && !thing && made_.count({sentence, word}) != 0) {
    add(out, own);
    return out;
  }
  if (!t.is_nominal(word) && t.upos(word) != Upos::kAdj) return out;
  // "envoys of X", "Peru's harvest", "the Iranian programme"
  for (const WordId c : t.children(word)) {
    const std::string_view r = t.rel(c), full = t.full_rel(c);
    // "the Geneva agreement" is nobody's of that name.
    const bool titled = r == "compound" && scene_.lexicon.in_class(t.lemma(word), "treaty");
    bool owner = full == "nmod:poss" || ((r == "amod" || r == "compound") && c < word && !titled);
    if (r == "nmod" && full != "nmod:poss") {
      const std::string p = t.preposition(c);
      owner = p == "from" || p == "of" || p == "in" || p == "by";
      if (p == "in" && !scene_.lexicon.in_class(t.lemma(word), "body")) owner = false;
    }
    if (!owner) continue;
    for (const WordId k : t.coordinated(c)) {
      const Index e = scene_.entity_at(sentence, k);
      if (scene_.lexicon.item(t.lemma(k)) != nullptr && depth < 3) {
        for (const Index x : actors_of_one(sentence, k, deixis, depth + 1)) add(out, x);
      } else if (e != kNone && scene_.is_actor(e))
        add(out, e);
      else if (t.upos(k) == Upos::kPron && deixis != nullptr && full == "nmod:poss")
        for (const Index d : actors_of_one(sentence, k, deixis)) add(out, d);
    }
    if (!out.empty()) return out;
  }
  if (thing && own != kNone && scene_.is_actor(own)) {
    add(out, own);
    return out;
  }
  // "a number of Russian soldiers", "thousands of people"
  if (scene_.lexicon.in_class(t.lemma(word), "measure"))
    for (const WordId c : t.children(word))
      if (t.rel(c) == "nmod" && t.preposition(c) == "of") return actors_of_one(sentence, c, deixis);
  return out;
}

std::vector<Index> Actors::actors_of(std::uint32_t sentence, WordId word, const Deixis* deixis) {
  std::vector<Index> out;
  if (word < 0) return out;
  for (const WordId w : scene_.tree(sentence).coordinated(word))
    for (const Index e : actors_of_one(sentence, w, deixis)) add(out, e);
  return out;
}

}  // namespace dragoman::coding
