"""The words that tell a login, a logout, a private page or a dangerous link, in the web's main languages.

A table holds folded phrases: lower case, without accents, words set off by single spaces (see `fold`).
"""

# ruff: noqa: RUF001 - Turkish and Cyrillic words are written in their own letters

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W_]+")
_SAME = str.maketrans({"\u0131": "i", "ł": "l", "ø": "o", "đ": "d"})
_UNSPACED = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")


def fold(text: str) -> str:
    """A text as the tables hold theirs: ` log out ` for `logOut`'s and `LOG_OUT`'s words.

    Args:
        text: Decoded text, of a page or of an address.

    Returns:
        Its words in lower case without accents, one space before, between and after them.
    """
    spaced = _CAMEL.sub(" ", text)
    if not spaced.isascii():
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", spaced).casefold())
        spaced = "".join(each for each in decomposed if not unicodedata.combining(each)).translate(_SAME)
    words = _BETWEEN.sub(" ", spaced.lower()).strip()
    return f" {words} " if words else " "


def _table(phrases: str) -> tuple[str, ...]:
    """Folds a table's phrases, set off by `|`; those of scripts without spaces are found anywhere in a text."""
    return tuple(fold(each).strip() if _UNSPACED.search(each) else fold(each) for each in phrases.split("|"))


def _stems(stems: str) -> tuple[str, ...]:
    """Folds beginnings of words, set off by `|`."""
    return tuple(fold(each).rstrip() for each in stems.split("|"))


def has(folded: str, table: tuple[str, ...]) -> bool:
    """Whether a folded text holds one of a table's phrases."""
    return any(phrase in folded for phrase in table)


def is_one_of(folded: str, table: tuple[str, ...]) -> bool:
    """Whether a folded text is one of a table's phrases and nothing else."""
    words = folded.strip()
    return any(phrase.strip() == words for phrase in table)


def without(folded: str, table: tuple[str, ...]) -> str:
    """A folded text with the table's phrases taken out, longest first."""
    for phrase in sorted(table, key=len, reverse=True):
        folded = folded.replace(phrase, " ")
    return folded


LOGOUT = _table(
    "logout | log out | log me out | logoff | log off | signout | sign out | sign me out | signoff | sign off | "
    "abmelden | ausloggen | abmeldung | déconnexion | se déconnecter | me déconnecter | déconnecter | "
    "deconnection | cerrar sesión | cierre de sesión | cerrar la sesión | desconectarse | finalizar sesión | "
    "terminar sessão | encerrar sessão | fechar sessão | fazer logout | desconectar | finalizar sessão | "
    "sair da conta | disconnetti | disconnettiti | disconnessione | esci dall account | scollegati | uitloggen | "
    "afmelden | log uit | wyloguj | wyloguj się | wylogowanie | wylogować | выйти из системы | "
    "выйти из аккаунта | разлогиниться | завершить сеанс | выход из системы | oturumu kapat | çıkış yap | "
    "oturumdan çık | güvenli çıkış | odhlásit | odhlásit se | odhlášení | logga ut | logga av | utloggning | "
    "ログアウト | サインアウト | ログオフ | 退出登录 | 退出登錄 | 登出 | 注销 | 登出系统 | 安全退出 | 退出系统 | "
    "로그아웃 | 로그 아웃 | 로그오프 | تسجيل الخروج | تسجيل خروج | الخروج من الحساب"
)
"""Says logout wherever it stands in a short text."""

LOGOUT_ALONE = _table(
    "exit | disconnect | end session | leave | quitter la session | salir | sair | esci | uscire | uscita | "
    "afsluiten | wyjdź | выход | выйти | çıkış | çık | odejít | 退出 | خروج | الخروج | logout exit"
)
"""Says logout only where it is the whole text, the whole path segment or the whole value."""

LOGOUT_NOT = _table(
    "settings | setting | help | how | why | when | what | faq | docs | documentation | article | guide | "
    "tutorial | history | log | report | options | option | config | configuration | timeout | auto | automatic | "
    "redirect | success | successful | complete | completed | done | message | newsletter | issue | issues | "
    "question | questions | einstellungen | hilfe | aide | ayuda | ajuda | aiuto | pomoc | помощь | yardım | "
    "nápověda | hjälp | ヘルプ | 帮助 | css | js | png | svg | gif | ico"
)
"""Beside a logout word: something about logging out, and no logout."""

READING = _table(
    "help | faq | docs | documentation | article | articles | kb | guide | guides | tutorial | tutorials | "
    "questions | tag | tags | topic | search | how | static | assets | settings | preferences | hilfe | aide | "
    "ayuda | ajuda | aiuto | pomoc"
)
"""In a path before a logout word: a page that is read, and no logout."""

EVERYWHERE = _table(
    "all | all devices | everywhere | other | others | other sessions | other devices | alle | allen | überall | "
    "alle geräte | partout | tous les appareils | todos | todas | ovunque | tutti | overal | wszystkich | всех | "
    "везде | tüm | všude | alla | すべて | 全部 | 所有 | 모든 | جميع"
)
"""Beside a logout word: ends other sessions as well."""

LOGIN = _table(
    "login | log in | logon | log on | signin | sign in | anmelden | einloggen | anmeldung | connexion | "
    "se connecter | connectez vous | identification | s identifier | iniciar sesión | inicio de sesión | "
    "acceder | ingresar | entrar | iniciar sessão | fazer login | acessar | accedi | accesso | entra | inloggen | "
    "aanmelden | zaloguj | zaloguj się | logowanie | войти | вход | авторизация | giriş | giriş yap | oturum aç | "
    "přihlásit | přihlásit se | přihlášení | logga in | inloggning | ログイン | サインイン | 登录 | 登入 | 登錄 | "
    "로그인 | تسجيل الدخول | دخول"
)
"""Says login."""

LOGIN_PATH = _table("login | signin | sign in | log in | logon | auth | sso | authenticate | j security check")
"""Says login as a segment of a path or a value of a query."""

REGISTER = _table(
    "register | registration | sign up | signup | create account | create an account | join | registrieren | "
    "registrierung | konto erstellen | s inscrire | inscription | créer un compte | registrarse | registro | "
    "crear cuenta | cadastrar | cadastre se | criar conta | registrati | registrazione | crea account | "
    "registreren | account aanmaken | zarejestruj | rejestracja | załóż konto | регистрация | "
    "зарегистрироваться | kayıt ol | üye ol | registrovat | registrace | registrera | skapa konto | 登録 | "
    "新規登録 | 注册 | 註冊 | 회원가입 | 가입 | إنشاء حساب | تسجيل جديد"
)
"""Says registration."""

CHANGE_PASSWORD = _table(
    "lost your | change password | new password | reset password | password reset | password change | forgot | "
    "forgotten | lost password | lostpassword | passwort ändern | neues passwort | passwort vergessen | "
    "changer le mot de passe | nouveau mot de passe | mot de passe oublié | cambiar contraseña | "
    "nueva contraseña | alterar senha | nova senha | cambia password | nuova password | wachtwoord wijzigen | "
    "nieuw wachtwoord | zmień hasło | nowe hasło | сменить пароль | новый пароль | şifre değiştir | yeni şifre | "
    "změnit heslo | nové heslo | byt lösenord | nytt lösenord | パスワード変更 | 新しいパスワード | 修改密码 | "
    "新密码 | 비밀번호 변경 | 새 비밀번호 | تغيير كلمة المرور"
)
"""Says that a password is changed, not asked for."""

OTHER_DOOR = _table(
    "google | facebook | github | gitlab | microsoft | apple | twitter | linkedin | okta | saml | sso | oauth | "
    "openid | passkey | webauthn | guest | anonymous | cancel | abbrechen | show | anzeigen"
)
"""On a button of a login form: not the button that logs in by the password."""

USERNAME = _table(
    "user | username | user name | userid | user id | uname | login | loginname | login name | log | email | "
    "e mail | mail | account | account name | j username | uid | ident | identifier | identity | member | nick | "
    "nickname | handle | benutzer | benutzername | nutzername | kennung | anmeldename | utilisateur | "
    "nom d utilisateur | identifiant | courriel | usuario | nombre de usuario | correo | usuário | "
    "nome de usuário | utente | nome utente | gebruiker | gebruikersnaam | użytkownik | nazwa użytkownika | "
    "логин | имя пользователя | пользователь | почта | kullanıcı | kullanıcı adı | eposta | uživatel | "
    "uživatelské jméno | jméno | användare | användarnamn | ユーザー | ユーザ名 | メール | 用户名 | 帳號 | 账号 | "
    "用户 | 邮箱 | 아이디 | 사용자 | 이메일 | اسم المستخدم | البريد الإلكتروني"
)
"""Says user name."""

REMEMBER = _table(
    "remember | remember me | rememberme | stay signed in | stay logged in | keep me logged in | "
    "keep me signed in | keep logged in | keep me | persistent | persist | autologin | auto login | "
    "rememberlogin | longsession | permanent | angemeldet bleiben | eingeloggt bleiben | anmeldung merken | "
    "merken | dauerhaft anmelden | se souvenir | se souvenir de moi | rester connecté | mémoriser | recordarme | "
    "recordar | recuérdame | no cerrar sesión | mantener sesión | lembrar | lembrar me | lembre se | "
    "lembrar de mim | manter conectado | permanecer conectado | manter sessão | ricordami | ricorda | "
    "resta connesso | rimani connesso | mantieni l accesso | onthoud mij | onthouden | ingelogd blijven | "
    "aangemeld blijven | zapamiętaj | zapamiętaj mnie | pamiętaj mnie | nie wylogowuj | запомнить | "
    "запомнить меня | оставаться в системе | не выходить | beni hatırla | oturumu açık tut | "
    "oturumum açık kalsın | zapamatovat | zapamatovat si mě | zůstat přihlášen | pamatovat | kom ihåg mig | "
    "kom ihåg | håll mig inloggad | förbli inloggad | ログイン状態を保持 | ログインしたまま | "
    "ログイン状態を保存 | 記憶 | 记住 | 記住 | 保持登录 | 保持登入 | 自动登录 | 자동 로그인 | 로그인 상태 유지 | "
    "로그인 유지 | تذكرني | تذكر | ابق متصلا | البقاء متصلا"
)
"""Says that the login is to outlast the browser's session."""

CAPTCHA = _stems("captcha | recaptcha | hcaptcha | turnstile | geetest | friendly challenge | altcha | cf turnstile")
"""Names of riddles that tell people from programs, as beginnings of words."""

ATTEMPTS = _table(
    "attempts left | attempts remaining | remaining attempts | tries left | attempt left | attempt remaining | "
    "account locked | account is locked | locked out | too many attempts | too many failed | too many login | "
    "verbleibende versuche | versuche übrig | zu viele versuche | konto gesperrt | tentatives restantes | "
    "trop de tentatives | compte bloqué | intentos restantes | demasiados intentos | cuenta bloqueada | "
    "tentativas restantes | muitas tentativas | conta bloqueada | tentativi rimasti | tentativi rimanenti | "
    "troppi tentativi | account bloccato | pogingen over | resterende pogingen | te veel pogingen | "
    "pozostało prób | zbyt wiele prób | осталось попыток | слишком много попыток | kalan deneme | "
    "çok fazla deneme | zbývá pokusů | příliš mnoho pokusů | försök kvar | för många försök | 残り回数 | "
    "試行回数 | 剩余次数 | 次数过多 | 남은 횟수 | 시도 횟수 | المحاولات المتبقية | محاولات كثيرة"
)
"""Says that logins are counted, so that a wrong one costs."""

PRIVATE = _table(
    "account | my account | profile | me | my | settings | preferences | dashboard | admin | user | users | "
    "inbox | messages | notifications | orders | billing | security | private | personal | manage | console | "
    "home | konto | mein konto | profil | einstellungen | mein | meine | benutzer | übersicht | verwaltung | "
    "compte | mon compte | paramètres | préférences | tableau de bord | mes | mon | cuenta | mi cuenta | perfil | "
    "ajustes | configuración | preferencias | panel | mis | conta | minha conta | configurações | preferências | "
    "painel | meus | il mio account | profilo | impostazioni | preferenze | mijn | mijn account | profiel | "
    "instellingen | voorkeuren | moje konto | moje | ustawienia | pulpit | профиль | аккаунт | настройки | "
    "личный кабинет | кабинет | мой | hesabım | hesap | ayarlar | tercihler | účet | můj účet | nastavení | "
    "mitt konto | mina sidor | inställningar | マイページ | アカウント | プロフィール | 設定 | 我的 | 个人中心 | "
    "账户 | 设置 | 個人 | 내 정보 | 마이페이지 | 프로필 | 설정 | 계정 | حسابي | الملف الشخصي | الإعدادات | "
    "لوحة التحكم"
)
"""Says that a page is one user's own."""

PRIVATE_MOST = _table(
    "me | profile | my account | account | profil | mein konto | mon compte | mi cuenta | perfil | minha conta | "
    "profilo | profiel | moje konto | профиль | личный кабинет | hesabım | můj účet | mitt konto | マイページ | "
    "个人中心 | 마이페이지 | 프로필 | حسابي | الملف الشخصي"
)
"""Says that a page is one user's own and nobody else's."""

HARMFUL_STEMS = _stems(
    "delet | remov | cancel | unsubscri | purg | destroy | eras | reset | shutdown | restart | reboot | disabl | "
    "revok | transfer | payment | purchas | checkout | approv | reject | deactivat | terminat | uninstall | "
    "suspend | wipe | trash | withdraw | donat | subscrib | publish | unpublish | archiv | toggl | impersonat | "
    "execut | truncat | regenerat | rollback | disconnect | unlink | confirm | lösch | loesch | entfern | "
    "kündig | stornier | bezahl | zahlung | bestell | kauf | abbestell | deaktivier | überweis | zurücksetz | "
    "abbrech | widerruf | genehmig | neustart | herunterfahr | supprim | effac | annul | désabonn | désinscri | "
    "paiement | payer | achet | command | réinitialis | désactiv | résili | virement | redémarr | révoqu | "
    "approuv | elimin | borrar | quitar | pagar | pago | comprar | pedido | desactiv | restablec | reinici | "
    "revoc | aprob | apagar | excluir | pagament | encomend | desativ | redefin | revog | aprov | rimuov | "
    "acquist | ordin | disattiv | disiscri | reimpost | riavvi | bonific | verwijder | annuler | betaal | betal | "
    "koop | bestel | uitschrijv | opzegg | uitschakel | overboek | intrek | goedkeur | usuń | usuwa | anuluj | "
    "zapła | płatno | kup | zamów | wyłącz | zresetuj | przelew | zatwierdź | удал | отмен | оплат | куп | "
    "заказ | отпис | сброс | отключ | перевод | перезагруз | одобр | отозва | стереть | очист | iptal | ödeme | "
    "satın | sipariş | kaldır | sıfırla | devre dışı | onayla | yeniden başlat | smaz | odstran | zruš | zaplat | "
    "platb | koupi | objedn | odhlásit odběr | vypn | resetov | převod | schvál | radera | ta bort | avbryt | "
    "betala | köpa | beställ | avsluta | återställ | inaktiver | godkänn | överför | حذف | إلغاء | دفع | شراء | "
    "طلب | إزالة | تعطيل | تحويل | موافقة"
)
"""Beginnings of words that say a request changes or costs something."""

HARMFUL = _table(
    "dismiss | hide | pay | pays | paid | paga | pagare | sil | öde | köp | drop | buy | order | orders | "
    "reorder | clear | kill | stop | halt | poweroff | power off | shut down | run | ban | kick | block | lock | "
    "unlock | mute | vote | upvote | downvote | like | follow | unfollow | cart | rm | del | empty | format | "
    "close account | opt out | optout | undo | revert | restore | rebuild | reindex | flush | send | invite | "
    "accept | decline | deny | refund | sell | switch | upgrade | merge | drop table | leave | quit | install | "
    "activate | action delete | 削除 | 取消 | 取り消 | キャンセル | 支払 | 購入 | 注文 | 解約 | 退会 | リセット | "
    "再起動 | 無効 | 承認 | 送金 | 删除 | 刪除 | 移除 | 支付 | 付款 | 购买 | 購買 | 订购 | 下单 | 退订 | "
    "取消订阅 | 重置 | 重启 | 关闭 | 禁用 | 撤销 | 转账 | 批准 | 注销账户 | 삭제 | 취소 | 결제 | 구매 | 주문 | "
    "탈퇴 | 초기화 | 재시작 | 비활성 | 승인 | 송금 | 해지"
)
"""Words that say a request changes or costs something."""

TOKENS = _table(
    "csrf | xsrf | nonce | wpnonce | sectok | token | authenticity | authenticity token | sesskey | formkey | "
    "form token | csrftoken | requestverificationtoken | csrfmiddlewaretoken | signature | sig | hash | crumb"
)
"""Names of parameters that carry a token: a request that needs one changes something."""

ONWARD = _table(
    "next | return | returnto | return to | return url | returnurl | redirect | redirect to | redirect uri | "
    "redirecturl | redirect url | url | uri | continue | goto | go to | back | backurl | from | came from | ref | "
    "referer | referrer | service | target | destination | dest | forward | to | r | ru | q | s | search | "
    "query | text | title | topic | keyword | keywords | message | msg | post logout redirect uri"
)
"""Names of parameters whose value says where to go afterwards, or what to look for, and not what to do."""

CODE = _table(
    "otp | totp | code | passcode | otpcode | totpcode | authcode | 2fa | tfa | mfa | twofactor | two factor | token | "
    "one time password | onetimepassword | one time code | verification code | authentication code | security code | "
    "einmalcode | einmalpasswort | bestätigungscode | sicherheitscode | authentifizierungscode | code à usage unique | "
    "code de vérification | código | código de verificación | código de verificação | codice | codice di verifica | "
    "verificatiecode | kod | kod weryfikacyjny | doğrulama kodu | kodu | код | код подтверждения | одноразовый код | "
    "验证码 | 驗證碼 | 確認コード | 認証コード | 인증번호 | 인증 코드"
)
"""What names a field for the code of a second factor."""

CODE_NOT = _table(
    "coupon | coupon code | promo | promo code | voucher | discount | zip | zip code | postal code | postcode | "
    "post code | plz | gift | invite | invitation | referral | country code | area code | csrf | xsrf | bon | "
    "code promo | code postal | código postal | cupón | cupom | gutschein | gutscheincode | 优惠码 | 邮编"
)
"""Codes of other kinds."""

TRUST = _table(
    "trust | trusted | trust device | trust this device | trust this browser | trustdevice | vertrauen | "
    "diesem gerät vertrauen | diesem browser vertrauen | faire confiance | confiar | confiar en | fidati | "
    "vertrouwen | zaufaj | güven | доверять | don t ask again | skip 2fa | 信任 | 信頼 | 신뢰"
)
"""What names a box that spares this browser the second factor from now on."""
