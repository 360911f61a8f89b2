#pragma once

#include "project/model.h"

/// An `.env` that a build makes of the template in the repository.
namespace seaworthy::rules {

struct ShippedTemplate {
  const project::File* file = nullptr;  ///< Null: no step makes an `.env` of a template.
  Span span;                            ///< The step.
};

/// `RUN cp .env.example .env` or `COPY .env.example .env` in the stage that a container runs, where the template is one
/// of the repository.
ShippedTemplate shipped_template(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
