// What the shape of words and the class of a name say about names.
#pragma once

#include <algorithm>
#include <string_view>

#include "document/analysis.h"
#include "dragoman/record.h"
#include "knowledge/knowledge.h"

namespace dragoman {

inline bool begins_upper(std::string_view form) {
  return !form.empty() &&
         ((form[0] >= 'A' && form[0] <= 'Z') || static_cast<unsigned char>(form[0]) >= 0xC3);
}

inline bool is_entity_class(NameClass cls) {
  switch (cls) {
    case NameClass::kPerson:
    case NameClass::kOrganization:
    case NameClass::kGpe:
    case NameClass::kLocation:
    case NameClass::kFacility:
    case NameClass::kNorp:
    case NameClass::kMisc:
    case NameClass::kEvent:
    case NameClass::kWeapon:
    case NameClass::kLaw:
      return true;
    default:
      return false;
  }
}

inline bool is_place_class(NameClass cls) {
  return cls == NameClass::kGpe || cls == NameClass::kLocation || cls == NameClass::kFacility;
}

inline EntityKind kind_of(NameClass cls) {
  switch (cls) {
    case NameClass::kPerson:
      return EntityKind::kPerson;
    case NameClass::kOrganization:
      return EntityKind::kOrganization;
    case NameClass::kGpe:
    case NameClass::kLocation:
    case NameClass::kFacility:
      return EntityKind::kPlace;
    case NameClass::kNorp:
      return EntityKind::kGroup;
    default:
      return EntityKind::kOther;
  }
}

// A name does not end in "of", "and" or a comma.
inline bool ends_badly(const Word& w) {
  return w.upos == Upos::kPunct || w.upos == Upos::kPart || w.upos == Upos::kAdp ||
         w.upos == Upos::kCconj || w.upos == Upos::kDet;
}

// "DPW", "E.O.": capital letters and dots only, two letters at least.
inline bool is_initials(std::string_view form) {
  std::size_t letters = 0;
  for (const char c : form) {
    if (c == '.') continue;
    if (c < 'A' || c > 'Z') return false;
    ++letters;
  }
  return letters >= 2 && letters <= 6;
}

inline bool is_state_body(const Role& role) {
  static constexpr std::string_view kState[] = {"GOV", "MIL", "LEG", "JUD", "COP", "SPY"};
  return !role.cameo.empty() &&
         std::find(std::begin(kState), std::end(kState), role.cameo.front()) != std::end(kState);
}

}  // namespace dragoman
