# One custom command per generator; GENERATED_SOURCES collects what core compiles.
set(GENERATED_SOURCES "")

# Names of the inputs of a generator, in a file that changes when one of them comes or goes: that one is gone is no change of
# those that stay. Sets `variable` to its path.
function(list_of_inputs variable name)
  set(path ${GENERATED}/${name}.inputs)
  string(REPLACE ";" "\n" text "${ARGN}")
  file(CONFIGURE OUTPUT ${path} CONTENT "${text}\n" @ONLY)
  set(${variable} ${path} PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE RULE_SOURCES CONFIGURE_DEPENDS src/rules/*/*.cc)
list(FILTER RULE_SOURCES EXCLUDE REGEX "src/rules/lib/|_test\\.cc$")
list_of_inputs(RULE_LIST rules ${RULE_SOURCES})
add_custom_command(
  OUTPUT ${GENERATED}/rules_registry.cc
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/generate_registry.py --output ${GENERATED}/rules_registry.cc
          --root ${CMAKE_SOURCE_DIR}/src/rules
  DEPENDS tools/generate_registry.py ${RULE_LIST} ${RULE_SOURCES}
  COMMENT "Generating the rule registry")
list(APPEND GENERATED_SOURCES ${GENERATED}/rules_registry.cc)

file(GLOB KNOWLEDGE_TABLES CONFIGURE_DEPENDS knowledge/*.yaml knowledge/images/*.yaml)
list_of_inputs(KNOWLEDGE_LIST knowledge ${KNOWLEDGE_TABLES})
add_custom_command(
  OUTPUT ${GENERATED}/knowledge_tables.cc
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/generate_knowledge.py --output
          ${GENERATED}/knowledge_tables.cc --root ${CMAKE_SOURCE_DIR}/knowledge
  DEPENDS tools/generate_knowledge.py ${KNOWLEDGE_LIST} ${KNOWLEDGE_TABLES}
  COMMENT "Generating the knowledge tables")
list(APPEND GENERATED_SOURCES ${GENERATED}/knowledge_tables.cc)

add_custom_command(
  OUTPUT ${GENERATED}/compose_schema.cc
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/generate_schema.py --output ${GENERATED}/compose_schema.cc
          --schema ${CMAKE_SOURCE_DIR}/knowledge/schema/compose-spec.json
          --stack-file-schema ${CMAKE_SOURCE_DIR}/knowledge/schema/stack-file.json
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/generate_schema.py ${CMAKE_SOURCE_DIR}/knowledge/schema/compose-spec.json
          ${CMAKE_SOURCE_DIR}/knowledge/schema/stack-file.json
  COMMENT "Generating the tables of the Compose schemas")
list(APPEND GENERATED_SOURCES ${GENERATED}/compose_schema.cc)

file(GLOB RULE_FIXTURES CONFIGURE_DEPENDS tests/rules/*/report.txt)
list_of_inputs(FIXTURE_LIST fixtures ${RULE_FIXTURES})
add_custom_command(
  OUTPUT ${GENERATED}/rule_examples.cc
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/generate_examples.py --output ${GENERATED}/rule_examples.cc --root
          ${CMAKE_SOURCE_DIR}/tests/rules
  DEPENDS tools/generate_examples.py ${FIXTURE_LIST} ${RULE_FIXTURES}
  COMMENT "Generating the examples of explain")
list(APPEND GENERATED_SOURCES ${GENERATED}/rule_examples.cc)
