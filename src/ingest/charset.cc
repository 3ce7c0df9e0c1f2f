#include "ingest/charset.h"

#include "base/utf8.h"

namespace dragoman {

Result<Decoded> decode(std::string_view bytes, std::string_view, bool) {
  Decoded out;
  out.charset = "utf-8";
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") {
    out.from = "bom";
    bytes.remove_prefix(3);
  } else {
    out.from = "utf-8";
  }
  out.text = to_valid_utf8(bytes);
  return out;
}

std::string prescan(std::string_view) { return {}; }
std::string_view encoding_of_label(std::string_view) { return {}; }

}  // namespace dragoman
