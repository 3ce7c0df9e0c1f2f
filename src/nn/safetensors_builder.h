// For tests: writes safetensors files, good ones and broken ones.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

class SafetensorsBuilder {
 public:
  void metadata(std::string_view key, std::string_view value) {
    if (!metadata_.empty()) metadata_ += ',';
    metadata_ += quoted(key) + ':' + quoted(value);
  }

  template <typename T>
  void tensor(std::string_view name, std::initializer_list<std::uint64_t> shape,
              const std::vector<T>& values) {
    static_assert(sizeof(T) == 1 || sizeof(T) == 4);
    std::string dimensions;
    for (const std::uint64_t d : shape)
      dimensions += (dimensions.empty() ? "" : ",") + std::to_string(d);
    const std::size_t begin = data_.size(), size = values.size() * sizeof(T);
    data_.resize(begin + size);
    if (size > 0) std::memcpy(data_.data() + begin, values.data(), size);
    entry(name, std::string(R"({"dtype":")") + (sizeof(T) == 1 ? "I8" : "F32") + R"(","shape":[)" +
                    dimensions + R"(],"data_offsets":[)" + std::to_string(begin) + ',' +
                    std::to_string(begin + size) + "]}");
  }

  // An entry of the header as it is.
  void entry(std::string_view name, const std::string& json) {
    if (!entries_.empty()) entries_ += ',';
    entries_ += quoted(name) + ':' + json;
  }

  std::string build() const {
    std::string header = "{\"__metadata__\":{" + metadata_ + '}';
    if (!entries_.empty()) header += ',' + entries_;
    return with_header(header + '}', data_);
  }

  static std::string with_header(std::string_view header, std::string_view data) {
    const std::uint64_t size = header.size();
    std::string out(sizeof size, '\0');
    std::memcpy(out.data(), &size, sizeof size);
    out += header;
    out += data;
    return out;
  }

 private:
  static std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out + '"';
  }

  std::string metadata_, entries_, data_;
};

}  // namespace dragoman
