#include "report/catalogue.h"

#include <algorithm>
#include <stdexcept>

#include <capnp/message.h>
#include <report.capnp.h>

#include "record/embedded_file.h"
#include "record/json_text.h"
#include "record/shape.h"
#include "report/digest.h"

namespace triwire::conformance {

std::span<const EmbeddedFile> embeddedCatalogue();

namespace {

bool contains(const std::vector<std::string>& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

}  // namespace

bool Requirement::isOf(std::string_view profile) const { return contains(profiles, profile); }
bool Requirement::isForScenarios() const { return contains(verify, "scenario"); }
bool Requirement::isAdvice() const { return keyword.starts_with("SHOULD"); }

std::string Requirement::group() const {
  const std::size_t begin = id.find('-') + 1;
  return id.substr(begin, id.rfind('-') - begin);
}

const Requirement* Catalogue::find(std::string_view id) const {
  const auto found = std::find_if(requirements.begin(), requirements.end(),
                                  [&](const Requirement& known) { return known.id == id; });
  return found == requirements.end() ? nullptr : &*found;
}

Catalogue readCatalogue(std::string_view json) {
  capnp::MallocMessageBuilder message;
  auto catalogue = message.initRoot<file::Catalogue>();
  try {
    readJson(json, capnp::toDynamic(catalogue));
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("the catalogue of requirements: ") + error.what());
  }
  Catalogue out{.version = text(catalogue.asReader().getVersion()), .requirements = {}};
  for (const auto& in : catalogue.asReader().getRequirements())
    out.requirements.push_back({.id = text(in.getId()),
                                .keyword = text(in.getKeyword()),
                                .role = text(in.getRole()),
                                .reason = text(in.getReason()),
                                .versions = text(in.getVersions()),
                                .section = text(in.getSection()),
                                .sectionTitle = text(in.getSectionTitle()),
                                .text = text(in.getText()),
                                .digest = text(in.getDigest()),
                                .verify = texts(in.getVerify()),
                                .profiles = texts(in.getProfiles()),
                                .liveness = in.getLiveness()});
  return out;
}

const Catalogue& bundledCatalogue() {
  static const Catalogue CATALOGUE = readCatalogue(embeddedCatalogue().front().text);
  return CATALOGUE;
}

std::string bundledCatalogueDigest() { return sha256(embeddedCatalogue().front().text); }

}  // namespace triwire::conformance
