var builder = WebApplication.CreateBuilder(args);
var address = Environment.GetEnvironmentVariable("MODELS__BASE_ADDRESS") ?? builder.Configuration["Models:BaseAddress"];
builder.Services.AddHttpClient("models", client => client.BaseAddress = new Uri(address!));
builder.Build().Run();
