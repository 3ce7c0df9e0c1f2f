#include "base/tsv.h"

#include "base/utf8.h"

namespace dragoman {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  if (text.empty()) return parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\f\v";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

Result<Tsv> Tsv::parse(std::string_view bytes, std::string name) {
  Tsv table;
  table.name_ = std::move(name);
  int line_number = 0;
  for (std::string_view line : split(bytes, '\n')) {
    ++line_number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line == "#" || line.substr(0, 2) == "# ") continue;
    const std::string place = "line " + std::to_string(line_number);
    if (!is_valid_utf8(line)) return fail(ErrorCode::kData, "not UTF-8", table.name_, place);
    std::vector<std::string> cells;
    for (std::string_view cell : split(line, '\t')) cells.emplace_back(cell);
    if (table.header_.empty()) {
      table.header_ = std::move(cells);
    } else if (cells.size() != table.header_.size()) {
      return fail(ErrorCode::kData,
                  std::to_string(cells.size()) + " columns where the header has " +
                      std::to_string(table.header_.size()),
                  table.name_, place);
    } else {
      table.rows_.push_back({std::move(cells), line_number});
    }
  }
  if (table.header_.empty()) return fail(ErrorCode::kData, "no header row", table.name_);
  return table;
}

Result<std::size_t> Tsv::column(std::string_view name) const {
  for (std::size_t i = 0; i < header_.size(); ++i)
    if (header_[i] == name) return i;
  return fail(ErrorCode::kData, "no column \"" + std::string(name) + "\"", name_);
}

std::string Tsv::place(const Row& row) const { return name_ + ":" + std::to_string(row.line); }

}  // namespace dragoman
