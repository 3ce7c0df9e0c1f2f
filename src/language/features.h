// What the model sees of a word: its letters, affixes and shape, hashed to rows of tables.
//
// Follows docs/formats/language-model.md, section 2. Upper and lower case are Unicode's simple
// mappings (ICU), digits are folded, typographic punctuation is read as plain.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/metadata.h"

namespace dragoman {

struct Feature {
  enum class Kind : std::uint8_t { kWord, kPrefix, kSuffix, kShape };
  std::string name;  // prefix of the table's tensors
  Kind kind = Kind::kWord;
  std::uint32_t length = 0;  // code points of an affix; longest run of a shape
  std::uint32_t rows = 1;    // a power of two
  std::uint32_t keys = 1;    // 1 or 2
  std::uint8_t place = 0;    // the byte that begins the hash
};

// The list of features in a model's metadata; what is wrong with it is kept by `meta`.
std::vector<Feature> read_features(Metadata& meta);

// Typographic quotation marks, dashes and dots as plain ones; case and digits are kept.
void append_normalised(std::string& out, char32_t c);
char32_t lower_case(char32_t c);

// Reads words one after another; keeps its buffers, so one for each thread.
class FeatureReader {
 public:
  explicit FeatureReader(std::span<const Feature> features);

  std::size_t rows_per_word() const { return rows_per_word_; }
  // Writes the chosen row of each key, in the order of the features.
  void read(std::string_view word, std::uint32_t* rows);

 private:
  void normalise(std::string_view word);
  std::string_view text_of(const Feature& feature);

  std::span<const Feature> features_;
  std::size_t rows_per_word_ = 0;
  std::u32string points_;  // the normalised word
  std::string folded_;     // lower-cased, digits as 0
  std::vector<std::uint32_t>
      starts_;  // byte in `folded_` where each code point starts, and its end
  std::string shape_;
};

}  // namespace dragoman
