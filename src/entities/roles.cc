// Role nouns and whom they serve: grammar before tables.
//
// "Ukraine's defence minister Rustem Umerov", "Iranian state media", "rebels in northern Myanmar",
// "the Seoul-based firm" say country and sector though no table knows the person. The country or
// organisation stands before the role noun (adjective, possessive, compound) or after it (of, for,
// in, from); the bearer stands beside it (title or apposition).
#include <algorithm>

#include "entities/draft.h"

namespace dragoman {
namespace {

bool is_possessive(const Word& w) {
  return w.form == "'s" || w.form == "’s" || w.form == "'" || w.form == "’";
}

std::string lower_first(std::string form) {
  if (!form.empty() && form[0] >= 'A' && form[0] <= 'Z') form[0] = static_cast<char>(form[0] + 32);
  return form;
}

class RoleFinder {
 public:
  RoleFinder(const Sentence& sentence, const SentenceTree& tree,
             const std::vector<KnownName>& known, const std::vector<NameUnit>& names,
             const CountryWeights& weights, const Knowledge& knowledge)
      : words_(sentence.words),
        tree_(tree),
        known_(known),
        names_(names),
        weights_(weights),
        knowledge_(knowledge) {
    name_at_.assign(words_.size(), -1);
    for (std::size_t k = 0; k < names.size(); ++k)
      for (std::uint32_t i = names[k].begin; i < names[k].end; ++i)
        name_at_[i] = static_cast<std::int32_t>(k);
  }

  std::vector<RoleUnit> find();

 private:
  void before(RoleUnit& role, std::vector<RoleUnit>& found);
  void after(RoleUnit& role);
  void bearer(RoleUnit& role);
  bool serve(Affiliation& affiliation, std::int32_t name) const;
  std::int32_t beside(const RoleUnit& role) const;
  bool is_apposition(const RoleUnit& role, const NameUnit& name) const;

  const Word& word(std::uint32_t i) const { return words_[i]; }

  const std::vector<Word>& words_;
  const SentenceTree& tree_;
  const std::vector<KnownName>& known_;
  const std::vector<NameUnit>& names_;
  const CountryWeights& weights_;
  const Knowledge& knowledge_;
  std::vector<std::int32_t> name_at_;
};

// Adds what a name says about whom one serves; false where it says nothing.
bool RoleFinder::serve(Affiliation& affiliation, std::int32_t index) const {
  const NameUnit& name = names_[index];
  if (name.country >= 0 || name.demonym >= 0) {
    if (affiliation.country < 0)
      affiliation.country = name.country >= 0 ? name.country : name.demonym;
    return true;
  }
  const auto of_organization = [&](std::int32_t row) {
    const Organization& o = knowledge_.organization(static_cast<std::uint32_t>(row));
    if (affiliation.organization < 0) affiliation.organization = row;
    if (affiliation.country < 0 && !o.iso3.empty())
      affiliation.country = knowledge_.country_row(o.iso3);
    add_sector(affiliation, o.sectors, o.plover_sectors);
  };
  if (name.organization >= 0) {
    of_organization(name.organization);
    return true;
  }
  if (name.metonym >= 0) {
    const Metonym& m = knowledge_.metonym(static_cast<std::uint32_t>(name.metonym));
    if (m.organization >= 0)
      of_organization(m.organization);
    else if (affiliation.country < 0)
      affiliation.country = knowledge_.country_row(m.iso3);
    if (!m.capital && !m.sector.empty()) add_sector(affiliation, {m.sector}, {m.plover});
    return true;
  }
  if (!name.places.empty()) {
    const std::string iso3 = country_of_place(name, weights_, knowledge_);
    if (iso3.empty()) return false;
    if (affiliation.country < 0) affiliation.country = knowledge_.country_row(iso3);
    return true;
  }
  if (name.kind == EntityKind::kOrganization || name.kind == EntityKind::kOther) {
    if (affiliation.name.empty()) affiliation.name = folded_name(words_, name.begin, name.end);
    return true;
  }
  return false;
}

// Leftwards from the role noun, through its modifiers.
void RoleFinder::before(RoleUnit& role, std::vector<RoleUnit>& found) {
  std::uint32_t at = role.begin;
  bool plain_name = false, possessive = false;
  for (int steps = 0; at > 0 && steps < 14; ++steps) {
    const std::uint32_t left = at - 1;
    const Word& w = word(left);
    // An earlier role noun that serves this one: "defence ministry spokesman".
    RoleUnit* inner = nullptr;
    for (auto r = found.rbegin(); r != found.rend() && r->end + 3 > at; ++r)
      if (r->begin <= left && left < r->end) inner = &*r;
    if (inner != nullptr) {
      const bool possessive_or_compound = tree_.below(inner->head, role.head, 4);
      if (!possessive_or_compound || inner->bearer >= 0) break;
      const Role& outer_role = knowledge_.role(role.row);
      const Role& inner_role = knowledge_.role(inner->row);
      if (outer_role.cameo.empty() || inner_role.kind == RoleKind::kBody)
        add_sector(role.affiliation, inner_role.cameo, inner_role.plover);
      if (role.affiliation.country < 0) role.affiliation.country = inner->affiliation.country;
      if (role.affiliation.organization < 0)
        role.affiliation.organization = inner->affiliation.organization;
      role.affiliation.former = role.affiliation.former || inner->affiliation.former;
      // "defence ministry spokesman" is one, "the prime minister's aide" is two.
      if (!possessive || inner_role.kind == RoleKind::kBody) inner->inner = true;
      possessive = false;
      at = inner->begin;
      role.phrase.begin = std::min(role.phrase.begin, inner->phrase.begin);
      continue;
    }
    if (name_at_[left] >= 0) {
      const NameUnit& name = names_[name_at_[left]];
      if (name.kind == EntityKind::kPerson) {
        // "Putin's spokesman" serves Putin; his country is found when names are joined.
        break;
      }
      const bool country = name.country >= 0 || name.demonym >= 0;
      const bool related =
          tree_.below(name.head, role.head, 4) || tree_.below(role.head, name.head, 3);
      if (!related && !(country && at == role.begin)) break;
      if (plain_name && !country) break;
      if (serve(role.affiliation, name_at_[left]))
        role.phrase.begin = std::min(role.phrase.begin, name.begin);
      plain_name = plain_name || !country;
      at = name.begin;
      continue;
    }
    if (is_possessive(w)) {
      possessive = true;
      at = left;
      continue;
    }
    if (const NamePart* part = knowledge_.name_part(left == 0 ? lower_first(w.form) : w.form);
        part != nullptr && part->cls == NamePart::Class::kFormer) {
      role.affiliation.former = true;
      role.phrase.begin = std::min(role.phrase.begin, left);
      at = left;
      continue;
    }
    const bool modifier = w.upos == Upos::kAdj || w.upos == Upos::kNoun || w.upos == Upos::kPropn ||
                          w.upos == Upos::kNum || w.upos == Upos::kPunct ||
                          w.upos == Upos::kCconj ||
                          (w.upos == Upos::kVerb && is_relation(w.deprel, "amod")) ||
                          (w.upos == Upos::kAdv && w.head >= 0 &&
                           word(static_cast<std::uint32_t>(w.head)).upos == Upos::kAdj);
    if (!modifier || (w.upos == Upos::kPunct && w.form != "-" && w.form != "–")) break;
    // "South Korean and US officials", but not "Macron and German Chancellor Scholz".
    if (w.upos == Upos::kCconj &&
        (w.head == static_cast<std::int32_t>(role.head) || !tree_.below(left, role.head, 4) ||
         left == 0 || !tree_.below(left - 1, role.head, 4)))
      break;
    if (!tree_.below(left, role.head, 4)) break;
    role.phrase.begin = std::min(role.phrase.begin, left);
    at = left;
  }
  if (at > 0 && word(at - 1).upos == Upos::kDet)
    role.phrase.begin = std::min(role.phrase.begin, at - 1);
}

// "president of France", "leader of Hamas", "rebels in northern Myanmar", "a villager from
// Kherson".
void RoleFinder::after(RoleUnit& role) {
  const Role& what = knowledge_.role(role.row);
  for (const std::uint32_t c : tree_.children(role.head)) {
    if (c < role.end) continue;
    if (is_relation(word(c).deprel, "conj") || is_relation(word(c).deprel, "appos")) break;
    if (!is_relation(word(c).deprel, "nmod") && !is_relation(word(c).deprel, "obl")) continue;
    const std::int32_t preposition = tree_.child(c, "case");
    if (preposition < 0) continue;
    const std::string& adposition = word(preposition).form;
    const bool own = adposition == "of" || adposition == "from" || adposition == "in" ||
                     adposition == "at" || adposition == "for" || adposition == "with" ||
                     adposition == "inside" || adposition == "within";
    if (!own) continue;
    // "envoy for Iran" is nobody of Iran's where another country stands before.
    if ((adposition == "for" || adposition == "with" || adposition == "in") &&
        !role.affiliation.empty())
      continue;
    const WordSpan sub = tree_.subtree(c);
    bool served = false;
    for (std::uint32_t i = sub.begin; i < sub.end && !served; ++i) {
      if (name_at_[i] < 0 || names_[name_at_[i]].kind == EntityKind::kPerson) continue;
      const NameUnit& name = names_[name_at_[i]];
      if (!tree_.below(name.head, c, 2)) continue;
      const bool empty = role.affiliation.empty();
      // "soldiers in Ukraine" may be anybody's; "rebels in Myanmar" are Myanmar's.
      const bool where = adposition == "in" || adposition == "at";
      if (where && what.kind != RoleKind::kBody && (what.cameo.empty() || what.cameo[0] == "MIL"))
        continue;
      // "leaders of South Korea and Japan": of no one country.
      bool several = false;
      for (const std::uint32_t other : tree_.children(name.head))
        several = several || (is_relation(word(other).deprel, "conj") && name_at_[other] >= 0);
      if (several && role.plural) {
        served = true;
        break;
      }
      if (empty || adposition == "of") served = serve(role.affiliation, name_at_[i]);
    }
    // "spokesman for the foreign ministry": the body's role noun has its own sector and country.
    if (adposition == "of" || adposition == "for" || adposition == "at" || adposition == "with") {
      for (const KnownName& known : known_) {
        if (!known.role || known.begin < sub.begin || known.end > sub.end) continue;
        if (tree_.head_of(known.begin, known.end) != c) continue;
        for (const Sense& s : knowledge_.senses(known)) {
          if (s.kind != SenseKind::kRole) continue;
          const Role& body = knowledge_.role(s.row);
          if (body.kind != RoleKind::kBody) continue;
          add_sector(role.affiliation, body.cameo, body.plover);
          // "… of the Russian foreign ministry"
          for (std::uint32_t i = sub.begin; i < known.begin; ++i)
            if (name_at_[i] >= 0 && names_[name_at_[i]].kind != EntityKind::kPerson)
              serve(role.affiliation, name_at_[i]);
          break;
        }
      }
    }
    if (served || adposition == "of") break;
  }
  if (!role.affiliation.empty() || role.end + 1 >= words_.size()) return;
  // "attacked the rebels in northern Myanmar": wherever the parse has put the place.
  const std::string& next = word(role.end).form;
  const bool military = !what.cameo.empty() && what.cameo[0] == "MIL";
  // "its ambassador from Paris": whose he is stands before.
  if (next == "from" && tree_.child(role.head, "nmod:poss") >= 0) return;
  if (next != "of" && next != "from" && (next != "in" || military)) return;
  for (std::uint32_t i = role.end + 1; i < words_.size() && i < role.end + 6; ++i) {
    if (name_at_[i] >= 0) {
      const NameUnit& name = names_[name_at_[i]];
      for (const std::uint32_t other : tree_.children(name.head))
        if (is_relation(word(other).deprel, "conj") && name_at_[other] >= 0 && role.plural) return;
      if (name.country >= 0 || (next == "of" && name.organization >= 0) || !name.places.empty() ||
          name.metonym >= 0)
        serve(role.affiliation, name_at_[i]);
      return;
    }
    // "of the Republic of Belarus"
    const bool part_of_state =
        next == "of" && (word(i).upos == Upos::kPropn || word(i).form == "of");
    if (word(i).upos != Upos::kAdj && word(i).upos != Upos::kDet && word(i).form != "-" &&
        !part_of_state)
      return;
  }
}

// "President of Egypt Abdel Fattah el-Sisi", "Ukraine's deputy defence minister, Taras Vovchenko,
// thanked": the person who stands beside the role, however the words were parsed; -1 where none.
std::int32_t RoleFinder::beside(const RoleUnit& role) const {
  const auto size = static_cast<std::uint32_t>(words_.size());
  std::uint32_t at = role.end;
  bool of_whom = false;
  if (at < size && (word(at).form == "of" || word(at).form == "for")) {
    // Past one name: "of the Republic of Belarus", "of the rights group Example Watch".
    std::uint32_t i = at + 1;
    while (i < size && i < at + 6 && name_at_[i] < 0 &&
           (word(i).upos == Upos::kDet || word(i).upos == Upos::kPropn ||
            word(i).upos == Upos::kAdj || word(i).upos == Upos::kNoun || word(i).form == "of"))
      ++i;
    if (i >= size || name_at_[i] < 0) return -1;
    const NameUnit& whose = names_[name_at_[i]];
    if (whose.begin != i || whose.kind == EntityKind::kPerson) return -1;
    at = whose.end;
    of_whom = true;
  }
  const bool comma = at < size && word(at).form == ",";
  if (comma) ++at;
  while (at < size && at < role.end + 10 && name_at_[at] < 0 &&
         knowledge_.name_part(word(at).form) != nullptr)
    ++at;
  if (at >= size || name_at_[at] < 0 || (!comma && !of_whom)) return -1;
  const NameUnit& name = names_[name_at_[at]];
  if (name.begin != at || name.kind != EntityKind::kPerson || name.end - name.begin < 2) return -1;
  if (!comma) return name_at_[at];
  if (name.end < size && word(name.end).form != "," && word(name.end).form != "." &&
      word(name.end).upos != Upos::kVerb && word(name.end).upos != Upos::kAux)
    return -1;
  // "…, the minister, Anna Meyer, the mayor, and …": a list of people.
  if (is_relation(word(name.head).deprel, "conj") && name.end < size &&
      word(name.end).form == "," && name.end + 1 < size &&
      (word(name.end + 1).upos == Upos::kCconj || word(name.end + 1).upos == Upos::kDet))
    return -1;
  return name_at_[at];
}

// "Anna Meyer, the Danish minister," ends in a comma or a stop and is no subject of its own.
bool RoleFinder::is_apposition(const RoleUnit& role, const NameUnit& name) const {
  const std::string_view relation = word(role.head).deprel;
  if (is_relation(relation, "nsubj") || is_relation(relation, "obj") ||
      is_relation(relation, "vocative"))
    return false;
  // "… for Anna Meyer, Danish minister Bo Lund said": another's title.
  const std::uint32_t next = role.end;
  if (next < words_.size() && name_at_[next] >= 0 && names_[name_at_[next]].begin == next)
    return false;
  if (next < words_.size() && word(next).form != "," && word(next).form != "." &&
      word(next).form != "of" && word(next).form != "for" && word(next).form != "at" &&
      word(next).form != "who" && word(next).form != "in")
    return false;
  return name.end - name.begin >= 2;
}

// The name whose title or apposition this role noun is.
void RoleFinder::bearer(RoleUnit& role) {
  const auto may_bear = [&](std::int32_t index) {
    const NameUnit& name = names_[index];
    const RoleKind kind = knowledge_.role(role.row).kind;
    if (role.plural) return false;
    if (name.country >= 0 || name.demonym >= 0) return false;
    // "the air force (CAF)": two names of one body, which are joined later.
    if (kind == RoleKind::kBody && name.begin > 0 && word(name.begin - 1).form == "(") return false;
    if (kind == RoleKind::kBody)
      return name.kind == EntityKind::kOrganization || name.kind == EntityKind::kOther;
    return name.kind == EntityKind::kPerson || name.kind == EntityKind::kOther ||
           (name.kind == EntityKind::kPlace && name.metonym < 0) ||
           (name.kind == EntityKind::kOrganization && !name.known);
  };
  const bool body = knowledge_.role(role.row).kind == RoleKind::kBody;
  // "Foreign Minister Sergei Lavrov"; an "Adm." or "Dr." may stand between.
  std::uint32_t next = role.end;
  while (next < words_.size() && next < role.end + 3 && name_at_[next] < 0 &&
         knowledge_.name_part(word(next).form) != nullptr)
    ++next;
  if (next < words_.size() && name_at_[next] >= 0 && may_bear(name_at_[next]) && !body) {
    const NameUnit& name = names_[name_at_[next]];
    if (name.kind == EntityKind::kPerson || tree_.below(role.head, name.head, 3) ||
        tree_.below(name.head, role.head, 3)) {
      role.bearer = name_at_[next];
      return;
    }
  }
  if (!body)
    if (const std::int32_t name = beside(role); name >= 0 && may_bear(name)) {
      role.bearer = name;
      return;
    }
  // "Sergei Lavrov, the Russian foreign minister," and "the foreign minister, Sergei Lavrov,"
  const Word& w = word(role.head);
  if (is_relation(w.deprel, "appos") && w.head >= 0) {
    for (std::size_t k = 0; k < names_.size(); ++k)
      if (names_[k].head == static_cast<std::uint32_t>(w.head) &&
          may_bear(static_cast<std::int32_t>(k))) {
        role.bearer = static_cast<std::int32_t>(k);
        return;
      }
  }
  // The same where the parse has lost it.
  if (!body && role.phrase.begin >= 2) {
    std::uint32_t left = role.begin;
    for (int steps = 0; left > 1 && steps < 7 && word(left - 1).form != ","; ++steps) {
      const Upos upos = word(left - 1).upos;
      if (upos != Upos::kDet && upos != Upos::kAdj && upos != Upos::kNoun && upos != Upos::kPropn &&
          upos != Upos::kPart && word(left - 1).form != "-")
        break;
      --left;
    }
    if (left > 1 && word(left - 1).form == "," && name_at_[left - 2] >= 0) {
      const std::int32_t k = name_at_[left - 2];
      if (names_[k].kind == EntityKind::kPerson && names_[k].end == left - 1 && may_bear(k) &&
          is_apposition(role, names_[k])) {
        role.bearer = k;
        return;
      }
    }
  }
  for (const std::uint32_t c : tree_.children(role.head)) {
    if (!is_relation(word(c).deprel, "appos") && !is_relation(word(c).deprel, "flat")) continue;
    if (name_at_[c] >= 0 && may_bear(name_at_[c]) && names_[name_at_[c]].head == c) {
      role.bearer = name_at_[c];
      return;
    }
  }
  // "a spokeswoman for the agency, Anna Example": an apposition read with the wrong noun.
  if (!body)
    for (std::size_t k = 0; k < names_.size(); ++k) {
      const NameUnit& name = names_[k];
      if (name.kind != EntityKind::kPerson || name.begin <= role.end ||
          !is_relation(word(name.head).deprel, "appos") || word(name.head).head < 0)
        continue;
      const auto host = static_cast<std::uint32_t>(word(name.head).head);
      if (host > role.head && tree_.below(host, role.head, 3) && name_at_[host] >= 0 &&
          names_[name_at_[host]].kind != EntityKind::kPerson) {
        role.bearer = static_cast<std::int32_t>(k);
        return;
      }
    }
  // "Lavrov is Russia's foreign minister."
  if (tree_.child(role.head, "cop") >= 0 && !body) {
    const std::int32_t subject = tree_.child(role.head, "nsubj");
    bool negated = false;
    for (const std::uint32_t c : tree_.children(role.head))
      negated = negated || word(c).lemma == "not" || word(c).lemma == "never";
    if (subject >= 0 && !negated && name_at_[subject] >= 0 &&
        names_[name_at_[subject]].kind == EntityKind::kPerson)
      role.bearer = name_at_[subject];
  }
}

std::vector<RoleUnit> RoleFinder::find() {
  std::vector<RoleUnit> found;
  for (const KnownName& known : known_) {
    if (!known.role) continue;
    if (name_at_[known.begin] >= 0) continue;  // "Workers" of "Workers' Party"
    RoleUnit role;
    role.begin = known.begin;
    role.end = known.end;
    role.head = tree_.head_of(known.begin, known.end);
    const Word& head = word(role.head);
    if (head.upos != Upos::kNoun && head.upos != Upos::kPropn &&
        !(known.end - known.begin > 1 && head.upos != Upos::kVerb))
      continue;
    const Sense sense = knowledge_.senses(known).front();
    if (sense.kind != SenseKind::kRole) continue;
    role.row = sense.row;
    role.plural = (sense.flags & kSensePlural) != 0;
    role.phrase = tree_.phrase(role.head);
    role.phrase.begin = std::min(role.phrase.begin, role.begin);
    role.phrase.end = std::max(role.phrase.end, role.end);
    // "the prime minister's aide": two people, "defence ministry spokesman": one.
    before(role, found);
    after(role);
    const Role& what = knowledge_.role(role.row);
    // A role's own sector comes first.
    Affiliation own;
    // The general secretary of a union and the president of a university are of no government.
    const bool unknown_house = role.affiliation.country < 0 && !role.affiliation.name.empty();
    if (!(unknown_house && what.kind == RoleKind::kOffice && !what.cameo.empty() &&
          what.cameo[0] == "GOV"))
      add_sector(own, what.cameo, what.plover);
    add_sector(own, role.affiliation.cameo, role.affiliation.plover);
    role.affiliation.cameo = own.cameo;
    role.affiliation.plover = own.plover;
    bearer(role);
    found.push_back(std::move(role));
  }
  return found;
}

}  // namespace

std::vector<RoleUnit> find_roles(const Sentence& sentence, const SentenceTree& tree,
                                 const std::vector<KnownName>& known,
                                 const std::vector<NameUnit>& names, const CountryWeights& weights,
                                 const Knowledge& knowledge) {
  return RoleFinder(sentence, tree, known, names, weights, knowledge).find();
}

}  // namespace dragoman
