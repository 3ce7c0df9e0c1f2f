// The names and numbers of the labeller's features and labels.
//
// A feature is a template with a bucket ("len=5"), or a class word: of the block's own element or
// its parent ("own:caption") or of an element further up ("up:article"). Numbers are dense and
// mean the same in training and in use; weight files name features, never numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "article/characters.h"

namespace dragoman {

enum class Label : std::uint8_t {
  kOther,
  kTitle,
  kDeck,
  kByline,
  kDate,
  kBody,
  kHeading,
  kList,
  kQuote,
  kTable,
  kCaption,
  kCredit,
  kRelated,
  kPromo,
  kBio,
  kComment,
  kLegal
};
inline constexpr std::size_t kLabels = 17;
std::string_view name_of(Label label);
int label_index(std::string_view name);  // -1 where there is none

// Templates: name, number of buckets, whether a block's neighbours see it too.
// clang-format off
#define DRAGOMAN_FEATURE_TEMPLATES(X) \
  X(bias, 2, 0) X(len, 14, 1) X(links, 6, 1) X(link_count, 5, 0) X(ends, 12, 1) X(starts, 9, 0) \
  X(commas, 5, 0) X(stops, 5, 0) X(capitals, 6, 0) X(digits, 6, 0) X(shout, 2, 0) X(bold, 4, 0) \
  X(heading, 7, 1) X(block_tag, 48, 1) X(own_tag, 48, 0) X(inside, 25, 0) X(depth, 10, 0) \
  X(place, 12, 0) X(mass_place, 12, 0) X(from_title, 22, 0) X(title_like, 7, 1) X(desc_like, 6, 0) \
  X(ld_body, 5, 0) X(copies, 6, 1) X(stop_words, 5, 0) X(window, 3, 0) X(to_window, 22, 0) \
  X(prev_long, 8, 0) X(next_long, 8, 0) X(long_near, 11, 0) X(parent_mass, 7, 0) X(grand_mass, 7, 0) \
  X(same_kind_mass, 7, 1) X(like_prev, 2, 0) X(like_next, 2, 0) X(in_main, 5, 0) \
  X(image, 4, 0) X(alt_like, 4, 0) X(datetime, 2, 0) X(date_shape, 6, 0) X(author_like, 4, 0) \
  X(whole, 15, 1) X(start, 15, 1) X(any, 15, 0) X(marks, 10, 0) X(blank_before, 5, 0) \
  X(blank_after, 5, 0) X(body_words, 7, 1) X(glued, 3, 1) X(credit_tail, 3, 1) X(share_words, 2, 0) \
  X(len_links, 70, 0) X(len_tag, 336, 0) X(len_window, 42, 0) X(len_kind, 98, 0) \
  X(len_parent, 98, 0) X(len_near, 154, 0) X(len_ends, 168, 0) X(kind_parent, 49, 0) \
  X(title_place, 154, 0) X(desc_place, 132, 0) X(head_place, 154, 0) X(words_place, 154, 0) \
  X(near_tag, 264, 0) X(figure_len, 56, 0) X(main_near, 55, 0) X(gap_kind, 64, 0) \
  X(d_len, 14, 1) X(d_ends, 12, 1) X(d_to_window, 22, 0) X(d_near, 11, 0) X(d_prev, 8, 0) \
  X(d_next, 8, 0) X(d_len_ends, 168, 0) X(d_len_near, 154, 0) X(d_len_blank, 70, 0) \
  X(d_blank, 25, 0) X(d_words_len, 98, 0) X(d_place_len, 308, 0) X(d_start_len, 126, 0) \
  X(d_near_ends, 132, 0) X(d_gap, 64, 0) X(d_copies_len, 84, 0) \
  X(d_from_title, 22, 1) X(d_title_len, 308, 0) X(d_title_words, 154, 0) X(d_title_ends, 264, 0)
// clang-format on

enum class Template : std::uint16_t {
#define DRAGOMAN_NAME(name, buckets, seen) name,
  DRAGOMAN_FEATURE_TEMPLATES(DRAGOMAN_NAME)
#undef DRAGOMAN_NAME
      kCount
};

class FeatureSpace {
 public:
  FeatureSpace();

  std::uint32_t number(Template t, int bucket) const;
  // Numbers of a class word, as the block's own and further up; kNoFeature for an unknown one.
  static constexpr std::uint32_t kNoFeature = 0xFFFFFFFF;
  struct WordNumbers {
    std::uint32_t own = kNoFeature, up = kNoFeature;
  };
  WordNumbers words(std::string_view word) const {
    const auto found = words_.find(word);
    return found == words_.end() ? WordNumbers{} : found->second;
  }
  // "len=5", "own:caption". Adds the class words of a vocabulary or of a weight file.
  std::uint32_t add_word(std::string_view name);
  // The number of a name; kNoFeature for one that no template makes.
  std::uint32_t find_name(std::string_view name) const;

  std::uint32_t size() const { return next_; }
  std::string name(std::uint32_t number) const;
  // Whether neighbouring blocks see the feature.
  bool is_seen_by_neighbours(std::uint32_t number) const {
    return number < seen_.size() && seen_[number] != 0;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return text_hash(s); }
  };
  std::vector<std::uint32_t> first_;  // of each template
  std::uint32_t next_ = 0;
  std::vector<std::uint8_t> seen_;
  std::unordered_map<std::string, WordNumbers, Hash, std::equal_to<>> words_;
  std::vector<std::string> word_names_;
};

}  // namespace dragoman
