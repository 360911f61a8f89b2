#include "project/connections.h"

#include <memory>

#include "base/parallel.h"
#include "project/copy_sources.h"
#include "project/linking.h"
#include "project/probe_script.h"
#include "project/promised_variables.h"

namespace seaworthy::project {

const Connections& connections(const Project& project, const Service& service) {
  static const Connections none;
  // A project that a test puts together by hand was not linked.
  if (project.connections == nullptr) return none;
  return project.connections->of_containers[service.number];
}

void find_connections(Linking& linking) {
  Project& project = linking.project;
  auto table = std::make_shared<ConnectionTable>();
  table->of_containers.resize(project.container_count());
  parallel_for(project.container_count(), linking.threads, [&](std::size_t index, unsigned) {
    const Service& service = project.container(index);
    Connections& found = table->of_containers[index];
    found.listening = listening(project, service);
    found.probe = read_probe(service);
    add_script_requests(project, service, found.probe);
    if (service.standalone) return;
    found.references = references(project, service, promised_variables(project, service));
  });
  project.connections = std::move(table);
}

}  // namespace seaworthy::project
