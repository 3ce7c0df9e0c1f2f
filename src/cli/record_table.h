// A record as a person reads it: the article, who said what, who did what to whom.
#pragma once

#include <string>

#include "dragoman/record.h"

namespace dragoman::cli {

std::string render_record(const Record& record, int width, bool colour);

}  // namespace dragoman::cli
