plugins { application }
dependencies {
    implementation(project(":meter"))
}
