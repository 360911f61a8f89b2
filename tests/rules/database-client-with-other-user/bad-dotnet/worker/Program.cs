var connection = OpenDbConnection("Server=db;Username=postgres;Password=one;");
static object OpenDbConnection(string text) => text;
