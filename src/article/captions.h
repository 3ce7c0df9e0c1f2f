// Captions of images: where the caption ends and the credit begins.
#pragma once

#include <string>
#include <string_view>

#include "article/phrases.h"

namespace dragoman {

struct CaptionParts {
  std::string caption, credit;  // empty = absent
};

// "A tank near the border. (Photo: Ana Ruiz)" gives the sentence and "Photo: Ana Ruiz". A text
// that is all credit has no caption.
CaptionParts split_caption(std::string_view text, const Phrases& phrases);

}  // namespace dragoman
