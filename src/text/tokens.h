// Cuts a paragraph into surface tokens by the conventions of UD English (EWT, GUM).
//
// Runs of non-blank characters ("chunks") are cut from left to right by rules; what is a word, an
// abbreviation or a unit stands in the tables of the Lexicon. Linear: a chunk of more than
// kLongestChunk characters is cut there, so no rule ever looks further than that.
// The tokens cover every non-blank character of the paragraph once, in order.
#pragma once

#include <string_view>
#include <vector>

#include "text/characters.h"
#include "text/lexicon.h"

namespace dragoman::text {

class Tokenizer {
 public:
  Tokenizer(const Lexicon& lexicon, std::string_view text) : lexicon_(lexicon), text_(text) {}

  // Appends the tokens of text[region].
  void tokenize(Span region, std::vector<Span>& out);

 private:
  static constexpr std::size_t kLongestChunk = 2048;
  static constexpr std::size_t kLongestDotted = 64;

  struct Chunk {
    Span span;
    bool glued = false;  // no blank before it: a long chunk was cut
  };

  void find_chunks(Span region);
  void tokenize_chunk(std::size_t k, std::vector<Span>& out);
  std::size_t take(std::size_t i);  // the token at i; returns where the next one starts
  bool take_whole_chunk();
  std::size_t take_link(std::size_t i);
  std::size_t take_face(std::size_t i);
  std::size_t take_kept(std::size_t i);
  std::size_t take_signs(std::size_t i);
  std::size_t take_apostrophe(std::size_t i);
  std::size_t take_number(std::size_t i);
  std::size_t take_word(std::size_t i);
  std::size_t take_dotted(std::size_t begin, std::size_t i);
  std::size_t end_word(std::size_t begin, std::size_t end);
  std::size_t end_of_letters(std::size_t i) const;
  bool full_stop_belongs(std::size_t begin, std::size_t end) const;
  bool keeps_hyphen(std::size_t begin, std::size_t hyphen, std::size_t end) const;

  char32_t at(std::size_t i) const { return i < chars_.size() ? chars_[i].c : 0; }
  CharKind kind(std::size_t i) const {
    return i < chars_.size() ? chars_[i].kind : CharKind::kBlank;
  }
  bool word_at(std::size_t i) const { return is_word(kind(i)); }
  std::uint32_t byte(std::size_t i) const { return i < chars_.size() ? chars_[i].at : end_; }
  std::string_view slice_of(std::size_t begin, std::size_t end) const {
    return slice(text_, {byte(begin), byte(end)});
  }
  std::string lower_of(std::size_t begin, std::size_t end) const {
    return lower(slice_of(begin, end));
  }
  void emit(std::size_t begin, std::size_t end) {
    if (begin < end) out_->push_back({byte(begin), byte(end)});
  }
  // The first character after the chunk; blank where the paragraph ends.
  Char ahead() const;

  const Lexicon& lexicon_;
  std::string_view text_;
  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;
  std::vector<Char> chars_;  // of the chunk
  std::uint32_t end_ = 0;    // byte where the chunk ends
  std::vector<Span>* out_ = nullptr;
  bool quoted_ = false;  // inside single quotation marks
};

}  // namespace dragoman::text
