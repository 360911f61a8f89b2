var builder = WebApplication.CreateBuilder(args);
var text = builder.Configuration.GetConnectionString("Hives");
builder.Build().Run();
