#include "nn/safetensors.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

namespace dragoman {
namespace {

static_assert(std::endian::native == std::endian::little, "the file's numbers are little-endian");

namespace dom = simdjson::dom;

constexpr std::size_t kMostNameBytes = 256;

// Bytes of an element; none for a type that the format does not know.
std::optional<std::uint64_t> size_of(std::string_view dtype) {
  constexpr std::pair<std::string_view, std::uint64_t> kSizes[] = {
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
      {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
      {"U32", 4},  {"F32", 4}, {"I64", 8}, {"U64", 8},     {"F64", 8}};
  for (const auto& [name, size] : kSizes)
    if (name == dtype) return size;
  return std::nullopt;
}

struct Range {
  std::uint64_t begin, end;
  std::string_view name;
};

// One entry of the header. The reason it is wrong, or nullptr.
const char* read_entry(dom::element entry, std::string_view data, Safetensors::Tensor& tensor,
                       Range& range) {
  std::string_view dtype;
  dom::array shape, offsets;
  if (entry["dtype"].get_string().get(dtype) != simdjson::SUCCESS) return "has no dtype";
  if (entry["shape"].get_array().get(shape) != simdjson::SUCCESS) return "has no shape";
  if (entry["data_offsets"].get_array().get(offsets) != simdjson::SUCCESS)
    return "has no data_offsets";
  const auto element_size = size_of(dtype);
  if (!element_size) return "has an unknown dtype";
  tensor.dtype = dtype;
  std::uint64_t bytes = *element_size;
  for (const dom::element e : shape) {
    std::uint64_t dimension;
    if (e.get_uint64().get(dimension) != simdjson::SUCCESS)
      return "has a dimension that is no whole number";
    if (tensor.shape.size() == Safetensors::kMostDimensions) return "has too many dimensions";
    if (dimension != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / dimension)
      return "has a shape that overflows";
    bytes *= dimension;
    tensor.shape.push_back(dimension);
  }
  std::uint64_t ends[2];
  std::size_t count = 0;
  for (const dom::element e : offsets) {
    if (count == 2 || e.get_uint64().get(ends[count]) != simdjson::SUCCESS)
      return "has data_offsets that are not two whole numbers";
    ++count;
  }
  if (count != 2) return "has data_offsets that are not two whole numbers";
  if (ends[0] > ends[1] || ends[1] > data.size()) return "lies outside of the file";
  if (ends[1] - ends[0] != bytes) return "has a shape that does not fit its data_offsets";
  tensor.bytes = data.substr(ends[0], bytes);
  range.begin = ends[0];
  range.end = ends[1];
  return nullptr;
}

}  // namespace

Result<Safetensors> Safetensors::parse(std::string_view bytes, std::string input) {
  const auto broken = [&input](const std::string& reason, std::string place = {}) {
    return fail(ErrorCode::kModel, reason, input, std::move(place));
  };
  std::uint64_t header_size;
  if (bytes.size() < sizeof header_size) return broken("is too short for a safetensors file");
  std::memcpy(&header_size, bytes.data(), sizeof header_size);
  bytes.remove_prefix(sizeof header_size);
  if (header_size > kMostHeaderBytes) return broken("has a header over 16 MiB");
  if (header_size > bytes.size()) return broken("ends inside of its header");
  const std::string_view header = bytes.substr(0, header_size);
  const std::string_view data = bytes.substr(header_size);
  // The format demands it, so that one can tell such a file by its first bytes.
  if (header.empty() || header[0] != '{') return broken("has a header that is no JSON object");

  dom::parser parser;
  dom::object object;
  const simdjson::padded_string padded(header);
  if (const auto error = parser.parse(padded).get_object().get(object))
    return broken(std::string("has a header that is no JSON object: ") +
                  simdjson::error_message(error));

  Safetensors out;
  std::vector<Range> ranges;
  bool metadata_seen = false;
  for (const auto& [key, value] : object) {
    if (key == "__metadata__") {
      dom::object entries;
      if (metadata_seen || value.get_object().get(entries) != simdjson::SUCCESS)
        return broken("is no object, or there twice", "__metadata__");
      metadata_seen = true;
      for (const auto& [name, text] : entries) {
        std::string_view string;
        if (text.get_string().get(string) != simdjson::SUCCESS)
          return broken("has a value that is no string", "__metadata__");
        if (!out.metadata_.emplace(name, string).second)
          return broken("has a key twice", "__metadata__");
      }
      continue;
    }
    if (key.size() > kMostNameBytes) return broken("has a tensor with a name over 256 bytes");
    if (out.tensors_.size() == kMostTensors) return broken("has over 4096 tensors");
    const auto [place, added] = out.tensors_.try_emplace(std::string(key));
    Range range{0, 0, place->first};
    const char* reason = added ? read_entry(value, data, place->second, range) : "is there twice";
    if (reason != nullptr) return broken(reason, "tensor " + std::string(key));
    ranges.push_back(range);
  }
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::uint64_t at = 0;
  for (const Range& range : ranges) {
    if (range.begin != at)
      return broken(range.begin < at ? "overlaps another tensor" : "leaves a hole before it",
                    "tensor " + std::string(range.name));
    at = range.end;
  }
  if (at != data.size()) return broken("has bytes that belong to no tensor");
  out.input_ = std::move(input);
  return out;
}

const Safetensors::Tensor* Safetensors::find(std::string_view name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second;
}

const std::string* Safetensors::metadata(std::string_view key) const {
  const auto found = metadata_.find(key);
  return found == metadata_.end() ? nullptr : &found->second;
}

Result<const Safetensors::Tensor*> Safetensors::checked(
    std::string_view name, std::string_view dtype,
    std::initializer_list<std::uint64_t> shape) const {
  const auto wrong = [&](std::string reason) {
    return fail(ErrorCode::kModel, std::move(reason), input_, "tensor " + std::string(name));
  };
  const Tensor* tensor = find(name);
  if (tensor == nullptr) return wrong("is missing");
  if (tensor->dtype != dtype)
    return wrong("is of type " + tensor->dtype + ", not " + std::string(dtype));
  if (!std::equal(shape.begin(), shape.end(), tensor->shape.begin(), tensor->shape.end())) {
    std::string expected;
    for (const std::uint64_t dimension : shape)
      expected += (expected.empty() ? "" : ", ") + std::to_string(dimension);
    return wrong("has another shape than [" + expected + "]");
  }
  return tensor;
}

Result<std::span<const std::int8_t>> Safetensors::int8(
    std::string_view name, std::initializer_list<std::uint64_t> shape) const {
  const auto tensor = checked(name, "I8", shape);
  if (!tensor) return tl::unexpected(tensor.error());
  const std::string_view bytes = (*tensor)->bytes;
  return std::span(reinterpret_cast<const std::int8_t*>(bytes.data()), bytes.size());
}

Result<std::vector<float>> Safetensors::f32(std::string_view name,
                                            std::initializer_list<std::uint64_t> shape) const {
  const auto tensor = checked(name, "F32", shape);
  if (!tensor) return tl::unexpected(tensor.error());
  const std::string_view bytes = (*tensor)->bytes;
  std::vector<float> numbers(bytes.size() / sizeof(float));
  if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
  if (!std::all_of(numbers.begin(), numbers.end(), [](float v) { return std::isfinite(v); }))
    return fail(ErrorCode::kModel, "holds a number that is not finite", input_,
                "tensor " + std::string(name));
  return numbers;
}

}  // namespace dragoman
