// The typed values of a weight file's "__metadata__", whose strings hold JSON.
//
// A Metadata remembers the first thing that is wrong, so that a loader reads all its values in a
// row and asks once: `if (meta.error()) return tl::unexpected(*meta.error());`
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/error.h"
#include "nn/safetensors.h"

namespace dragoman {

class Metadata {
 public:
  explicit Metadata(const Safetensors& file) : file_(file) {}

  std::string text(std::string_view key);
  // A whole number from `least` to `most`; `least` when it is wrong.
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  float number(std::string_view key);
  // 1 to `most_items` numbers, each within the limits.
  std::vector<std::int64_t> integers(std::string_view key, std::int64_t least, std::int64_t most,
                                     std::size_t most_items);
  // 1 to `most_items` different strings, none empty.
  std::vector<std::string> strings(std::string_view key, std::size_t most_items);

  void wrong(std::string_view key, std::string reason);
  const std::optional<Error>& error() const { return error_; }

 private:
  const Safetensors& file_;
  std::optional<Error> error_;
};

}  // namespace dragoman
