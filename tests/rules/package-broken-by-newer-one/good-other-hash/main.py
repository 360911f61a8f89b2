from passlib.context import CryptContext

context = CryptContext(schemes=["argon2"])
print(context.hash("only for a test"))
