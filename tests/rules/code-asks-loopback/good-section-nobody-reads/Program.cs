var builder = WebApplication.CreateBuilder(args);
Uri home = new("https://bees.example.org");
builder.Build().Run();
