/** Where people come from: names as they are written there, with the Latin spelling where letters differ. */
export interface Culture {
  readonly country: string
  readonly cities: readonly string[]
  readonly dialling: string
  readonly given: readonly Name[]
  readonly surnames: readonly Name[]
}

export interface Name {
  readonly written: string
  /** Lower-case ASCII, for account names and mail addresses. */
  readonly latin: string
}

/** Letters whose Latin spelling is not the letter without its marks. */
const SPECIAL = new Map(
  'ß=ss ø=o ł=l ı=i đ=d æ=ae þ=th ð=d ä=ae ö=oe ü=ue å=aa œ=oe'
    .split(' ')
    .map(pair => pair.split('=') as [string, string]),
)

function latin(text: string): string {
  const letters = [...text.toLowerCase().normalize('NFC')].map(letter => SPECIAL.get(letter) ?? letter).join('')
  return letters.normalize('NFD').replace(/[^a-z]/g, '')
}

/** `Name Name …`; a Latin spelling follows `=`, and `_` stands for a space. */
function names(text: string): readonly Name[] {
  return text.split(' ').map(entry => {
    const [written = '', spelled] = entry.replaceAll('_', ' ').split('=')
    return { written, latin: latin(spelled ?? written) }
  })
}

function culture(country: string, dialling: string, parts: Record<'cities' | 'given' | 'surnames', string>): Culture {
  const cities = parts.cities.split(' ').map(city => city.replaceAll('_', ' '))
  return { country, dialling, cities, given: names(parts.given), surnames: names(parts.surnames) }
}

export const CULTURES: readonly Culture[] = [
  culture('DE', '+49', {
    cities: 'Berlin München Köln',
    given: 'Anna Jürgen Käthe Lukas Sabine Jörg Mia Paul Birgit Stefan Ursula Günther Lena Felix',
    surnames: 'Müller Schmidt Weiß Groß Schäfer Köhler Becker von_der_Heide Müller-Lüdenscheidt Fuchs Krüger Böhm',
  }),
  culture('US', '+1', {
    cities: 'Chicago Austin Boston',
    given: 'John Mary James Patricia Robert Linda Michael Barbara Emily David Susan Chris Taylor',
    surnames: "Smith Johnson Williams Brown Jones O'Brien Miller Davis MacDonald Wilson St._John Taylor",
  }),
  culture('GB', '+44', {
    cities: 'London Leeds Cardiff',
    given: 'Oliver Amelia George Siân Harry Isla Rhys Chloë Arthur Zara',
    surnames: "Smith Taylor Evans Lloyd-Jones Walker D'Arcy Hughes Clarke Ó_Súilleabháin Wright",
  }),
  culture('FR', '+33', {
    cities: 'Paris Orléans Nîmes',
    given: 'Élodie François Zoë Benoît Maëlle Jean-Luc Anaïs Hélène Théo Noémie Raphaël',
    surnames: 'Lefèvre Dubois Béranger Garçon Faÿ Moreau Étienne De_La_Tour Châtelain Œuvrard',
  }),
  culture('ES', '+34', {
    cities: 'Madrid Málaga Logroño',
    given: 'José María Íñigo Begoña Ángel Lucía Óscar Núria Martín Inés',
    surnames: 'García_Márquez Muñoz Núñez Peña Ibáñez Fernández Rodríguez_Yáñez López Gómez',
  }),
  culture('PL', '+48', {
    cities: 'Kraków Łódź Gdańsk',
    given: 'Łukasz Małgorzata Paweł Agnieszka Zbigniew Żaneta Grażyna Stanisław Wojciech',
    surnames: 'Wiśniewski Wójcik Kowalski Dąbrowska Łęcki Ćwikła Żuławska Źródlak Nowak',
  }),
  culture('CZ', '+420', {
    cities: 'Praha Brno Plzeň',
    given: 'Žofia Jiří Šárka Ondřej Božena Vojtěch Anežka Radoš',
    surnames: 'Dvořák Šťastná Příhoda Čapek Růžička Němcová Horáček Žižka',
  }),
  culture('IS', '+354', {
    cities: 'Reykjavík Akureyri',
    given: 'Þórdís Björk Guðrún Ægir Sigríður Ásgeir',
    surnames: 'Þorsteinsson Guðmundsdóttir Jónsson Sæmundardóttir',
  }),
  culture('TR', '+90', {
    cities: 'İstanbul İzmir Diyarbakır',
    given: 'Ayşe Çağla İbrahim=ibrahim Işıl Gökçe Ömer Şebnem Yağız',
    surnames: 'Yılmaz Çelik Öztürk Şahin Aydın Kılıç Doğan Güneş',
  }),
  culture('VN', '+84', {
    cities: 'Hà_Nội Đà_Nẵng',
    given: 'Thị_Hương Văn_Đức Minh_Ngọc Quỳnh Tuấn',
    surnames: 'Nguyễn Trần Phạm Đặng Huỳnh',
  }),
  culture('GR', '+30', {
    cities: 'Αθήνα Θεσσαλονίκη',
    given: 'Γιώργος=Giorgos Ελένη=Eleni Νίκος=Nikos Αικατερίνη=Aikaterini Σωκράτης=Sokratis',
    surnames: 'Παπαδόπουλος=Papadopoulos Νικολαΐδης=Nikolaidis Οικονόμου=Oikonomou Βασιλείου=Vasileiou',
  }),
  culture('UA', '+380', {
    cities: 'Київ Львів',
    given: 'Олена=Olena Тарас=Taras Надія=Nadiia Юрій=Yurii Софія=Sofiia',
    surnames: "Шевченко=Shevchenko Коваленко=Kovalenko Дем'яненко=Demianenko Їжакевич=Yizhakevych Ткачук=Tkachuk",
  }),
  culture('JP', '+81', {
    cities: '東京 大阪',
    given: '花子=Hanako 太郎=Taro 美咲=Misaki 健一=Kenichi さくら=Sakura',
    surnames: '佐藤=Sato 鈴木=Suzuki 高橋=Takahashi 渡邊=Watanabe 𠮷田=Yoshida',
  }),
  culture('IL', '+972', {
    cities: 'חיפה תל_אביב',
    given: 'נועה=Noa יוסף=Yosef תמר=Tamar אורי=Uri',
    surnames: 'כהן=Cohen לוי=Levi פרידמן=Friedman מזרחי=Mizrahi',
  }),
  culture('EG', '+20', {
    cities: 'القاهرة الإسكندرية',
    given: 'محمد=Mohamed فاطمة=Fatima أحمد=Ahmed ليلى=Layla',
    surnames: 'حسن=Hassan السيد=ElSayed إبراهيم=Ibrahim منصور=Mansour',
  }),
  culture('IN', '+91', {
    cities: 'Mumbai Pune',
    given: 'Priya Arjun अनिता=Anita Ravi Lakshmi विजय=Vijay Divya',
    surnames: 'Patel Sharma Iyer शर्मा=Sharma Krishnamurthy Singh Rao',
  }),
]
