// What the elements of HTML mean to the flattener: which begin a block, which hold no text.
#pragma once

#include <lexbor/tag/tag.h>

#include <array>
#include <cstdint>

#include "article/page.h"

namespace dragoman {

enum class Role : std::uint8_t { kInlineElement, kBlockElement, kSkip, kBreak };

struct TagInfo {
  Role role = Role::kInlineElement;
  std::uint8_t tag = 0;  // index into kBlockTags
  std::uint32_t inside = 0;
  std::uint8_t heading = 0;
};

class TagTable {
 public:
  TagTable();
  const TagInfo& operator[](lxb_tag_id_t id) const { return infos_[id < infos_.size() ? id : 0]; }

 private:
  std::array<TagInfo, LXB_TAG__LAST_ENTRY> infos_;
};

const TagTable& tag_table();

}  // namespace dragoman
