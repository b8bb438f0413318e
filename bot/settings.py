"""Every knob, its default and its why: read once, from the environment or `.env`, into one frozen object.

Only the edge of the program (__main__, demo, app) knows these; everything else is given values.
"""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HERE = Path(__file__).parent
TELEGRAM = "https://api.telegram.org"


class BadSettings(Exception):
    """A setting cannot be used; the message names it and says what it should look like."""


def shipped(name: str) -> Path:
    """A folder that belongs to the program: beside it in a checkout, inside it in an installed wheel."""
    installed = HERE / "shipped" / name
    return installed if installed.is_dir() else HERE.parent / name


class Settings(BaseSettings):
    """The field's description is the row in README's table."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    bot_token: SecretStr | None = Field(None, description="The token that @BotFather gave you.")
    bot_api_url: str = Field(TELEGRAM, description="Root of the Bot API server.")
    database_url: SecretStr | None = Field(
        None, description="Where answers are kept: `sqlite:///file.db` or `postgresql://…`. Empty: a file in DATA_DIR."
    )
    data_dir: Path = Field(Path("data"), description="Folder for the database and its backups.")
    content_dir: Path | None = Field(
        None, description="Folder with the subjects. Empty: the ones that come with Studybot."
    )
    webhook_url: str | None = Field(
        None, description="Public https address of this server. Set: Telegram posts updates there. Empty: polling."
    )
    webhook_secret: SecretStr | None = Field(
        None, description="What Telegram must present to the webhook. Empty: derived from the token."
    )
    port: int | None = Field(None, ge=0, le=65535, description="Port for the webhook and for /live and /ready.")
    ops_port: int | None = Field(None, ge=0, le=65535, description="A second port for /live and /ready only.")
    owner_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram ids of the people who run this bot, separated by commas."
    )
    send_rate: float = Field(25.0, ge=0, le=1000, description="Messages a second, over all chats. 0: no limit.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    log_format: Literal["text", "json"] = Field("text", description="`json` for log collectors.")

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: Any, info: Any) -> Any:
        """`PORT=` in a .env file means: not set."""
        if isinstance(value, str) and not value.strip():
            return cls.model_fields[info.field_name].get_default()
        return value.strip() if isinstance(value, str) else value

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _ids(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("bot_api_url", "webhook_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("an address such as https://example.org is needed")
        return value.rstrip("/")

    @property
    def token(self) -> str | None:
        return self.bot_token.get_secret_value() if self.bot_token else None

    @property
    def database(self) -> str:
        """The database's URL; by default a file in the data directory."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'studybot.db'}"

    @property
    def content(self) -> Path:
        return self.content_dir or shipped("content")


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process. Raises BadSettings, which never quotes a value: it may be a secret."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [
            f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors(include_input=False, include_url=False)
        ]
        raise BadSettings("; ".join(lines)) from None
